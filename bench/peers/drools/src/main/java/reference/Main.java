package reference;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieContainerSessionsPool;
import org.kie.api.runtime.KieSession;

/**
 * The reference policy by Drools, as a peer of bench/peers/rounds.py: all of it rules
 * (reference.drl) in the executable model. A session of a pool decides a case: its facts, made
 * beforehand, are inserted, the rules fired and the session given back.
 */
public final class Main {
  private static KieContainerSessionsPool sessions() {
    KieServices services = KieServices.get();
    KieFileSystem files = services.newKieFileSystem();
    files.write(services.getResources().newClassPathResource("reference/reference.drl")
        .setSourcePath("src/main/resources/reference/reference.drl"));
    var results = services.newKieBuilder(files).buildAll(ExecutableModelProject.class).getResults();
    if (results.hasMessages(Message.Level.ERROR)) {
      throw new IllegalStateException(results.toString());
    }
    return services.newKieContainer(services.getRepository().getDefaultReleaseId())
        .newKieSessionsPool(1);
  }

  private static List<List<Object>> cases(Path file, int count) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<List<Object>> cases = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      while (cases.size() < count) cases.add(Facts.of(mapper.readTree(lines.readLine())));
    }
    return cases;
  }

  private static void decide(KieContainerSessionsPool sessions, List<List<Object>> cases,
      Awards awards) {
    awards.clear();
    for (int at = 0; at < cases.size(); ++at) {
      KieSession session = sessions.newKieSession();
      awards.of(at);
      session.setGlobal("awards", awards);
      for (Object fact : cases.get(at)) session.insert(fact);
      session.fireAllRules();
      session.dispose();
    }
  }

  public static void main(String[] words) throws Exception {
    List<List<Object>> cases = cases(Path.of(words[0], "cases.json"), Integer.parseInt(words[1]));
    KieContainerSessionsPool sessions = sessions();
    Awards awards = new Awards();
    PrintStream out = new PrintStream(System.out, /*autoFlush=*/ false);
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
    out.println("ready");
    out.flush();
    for (String word = asked.readLine(); word != null; word = asked.readLine()) {
      if (word.equals("pass")) decide(sessions, cases, awards);
      if (word.equals("awards")) awards.print(out);
      out.println("done");
      out.flush();
    }
  }
}

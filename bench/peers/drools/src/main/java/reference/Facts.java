package reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The facts of a case, out of a line of cases.json. Places count from 0 within the case. */
public final class Facts {
  public record Customer(boolean far, boolean education, boolean open) {}

  public record Partner(int place, String level, boolean owned, long enrolledOn) {}

  public record Subscription(int place, long revenue) {}

  public record Line(int place, int subscription, String family, long seats, long active) {}

  public record Evidence(
      String kind, int partner, int place, long first, long past, long since) {}

  private Facts() {}

  public static List<Object> of(JsonNode from) {
    List<Object> facts = new ArrayList<>();
    String region = from.get("region").asText();
    facts.add(new Customer(region.equals("apac") || region.equals("latam"),
        from.get("education").asBoolean(), from.get("open").asBoolean()));
    int place = 0;
    for (JsonNode partner : from.get("partners")) {
      facts.add(new Partner(place++, partner.get("level").asText(),
          partner.get("owned").asBoolean(), partner.get("enrolled_on").asLong()));
    }
    place = 0;
    for (JsonNode subscription : from.get("subscriptions")) {
      facts.add(new Subscription(place, subscription.get("revenue").asLong()));
      for (JsonNode line : subscription.get("lines")) {
        facts.add(new Line(line.get("line").asInt(), place, line.get("family").asText(),
            line.get("seats").asLong(), line.get("active").asLong()));
      }
      ++place;
    }
    for (JsonNode record : from.get("records")) {
      facts.add(new Evidence(record.get("kind").asText(), record.get("partner").asInt(),
          record.get("place").asInt(), record.get("first").asLong(), record.get("past").asLong(),
          record.get("since").asLong()));
    }
    return facts;
  }
}

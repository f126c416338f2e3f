// Callers that write to a served book and keep account of what they were told, so that after
// whatever befell the server it can be held to it: what was acknowledged is there, once; what was
// refused is not; what was cut off is there whole or not at all.
//
//   BookDay day;
//   BookWriter writer(1, seed, day);
//   BookCloser closer(seed, day);
//   BookCalls calls(channel);
//   PrepareBook(calls, day);                       // once
//   while (writer.Write(calls) != Told::kCutOff);  // on a thread of its own each
//   ... the server comes back ...
//   ASSERT_TRUE(writer.Settle(calls));             // finds out what became of what was cut off
//   writer.Check(calls);                           // what it touched since the last time
//   EXPECT_EQ(EntriesIn(calls), EntriesIn(replayed));
//
// Each writer has customers of its own: it records them, a few or dozens in a stream, corrects and
// retracts what was measured, and designates partners. One closer closes the book, whose day goes
// on with each close; what is still recorded as known on a day that was closed is refused, as it
// should be. Replay asks the same of another book, in order and undisturbed.
//
// What is not as it should be fails the test.
// Thread-safety: one thread a writer, closer or reader; they may share calls and the day.
#ifndef CREDENCE_TESTS_BOOK_WRITERS_H_
#define CREDENCE_TESTS_BOOK_WRITERS_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/date.h"
#include "tests/book_calls.h"

namespace credence::testing {

// From which day what is recorded now is known.
class BookDay {
 public:
  Date Now() const { return {days_.load()}; }
  void Set(Date day) { days_ = day.days; }

 private:
  std::atomic<int32_t> days_{Date::Parse("2016-02-01")->days};
};

// How a call ended for who made it.
enum class Told {
  kDone,
  kBefore,   // it was done before
  kRefused,  // the day was closed meanwhile
  kCutOff,   // UNAVAILABLE: it may have been done, or not
};

// The partners, and customers that nobody changes.
void PrepareBook(const BookCalls& calls, const BookDay& day);

class BookWriter {
 public:
  BookWriter(int number, uint32_t seed, const BookDay& day)
      : name_("w" + std::to_string(number)), random_(seed), day_(day) {}

  // One more change, asked for once.
  Told Write(const BookCalls& calls);
  // After kCutOff, once: what became of it, and now and then asks for it again. False: cut off
  // again, so it is to be settled still.
  bool Settle(const BookCalls& calls);
  // What was touched since the last time, with every version; or with `all` all that is known.
  void Check(const BookCalls& calls, bool all = false);

  bool is_settled() const { return !asked_; }
  const std::string& name() const { return name_; }
  const std::vector<Change>& kept() const { return kept_; }
  int found_kept() const { return found_kept_; }  // cut off, and kept all the same
  int found_lost() const { return found_lost_; }  // cut off, and not there

 private:
  // What is known of a customer now, by key.
  struct Customer {
    std::map<std::string, v1::Fact> known = {};
    Date designated = {};  // from when the last is
  };

  int64_t Below(int64_t end) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(end));
  }
  std::string Stated();
  Change MakeUp();
  Change Introduce(int customers);
  Change Correct(const std::string& customer);
  Change Retract(const std::string& customer);
  Change Designate(const std::string& customer);
  Told Ask(const BookCalls& calls, Change& change) const;
  void Say(const std::string& key);
  void Keep(const Change& change);
  void KeepDesignation(const Change& change);
  // From which day it is known; `answered` is false where there was no answer.
  std::optional<Date> Find(const BookCalls& calls, const Change& change, bool& answered) const;

  const std::string name_;
  std::mt19937 random_;
  const BookDay& day_;
  int changes_ = 0;
  std::map<std::string, Customer> customers_;
  std::map<std::string, int> versions_;  // how often something was said under a key
  std::set<std::string> touched_;        // customers, since they were last looked at
  std::set<std::string> said_;           // keys, likewise
  std::optional<Change> asked_;          // and cut off
  std::vector<Change> kept_;
  int found_kept_ = 0;
  int found_lost_ = 0;
};

class BookCloser {
 public:
  BookCloser(uint32_t seed, BookDay& day) : random_(seed), day_(day) {}

  // Closes the book once more; after kCutOff asks for the same close again.
  Told Close(const BookCalls& calls);
  bool is_settled() const { return !asked_; }
  const std::vector<ClosedBook>& closed() const { return closed_; }
  int64_t resumed() const { return resumed_; }  // customers that a close found posted by itself

 private:
  std::mt19937 random_;
  BookDay& day_;
  Period period_ = *ParsePeriod("2016-01");
  std::optional<ClosedBook> asked_;
  std::vector<ClosedBook> closed_;
  int64_t resumed_ = 0;
};

// Asks again and again for what nobody changes: an answer is right, or there is none.
class BookReader {
 public:
  explicit BookReader(uint32_t seed) : random_(seed) {}
  // False: cut off.
  bool Read(const BookCalls& calls);
  int64_t answers() const { return answers_; }

 private:
  bool ReadFacts(const BookCalls& calls, const std::string& customer);
  bool ReadEntries(const BookCalls& calls, const std::string& customer);

  std::mt19937 random_;
  std::map<std::string, std::vector<std::string>> entries_;  // seen so far, by customer
  int64_t answers_ = 0;
};

// What all of them did, asked of another book, which was prepared. False: refused.
bool Replay(const BookCalls& calls, const std::vector<const BookWriter*>& writers,
            const std::vector<ClosedBook>& closed);

// Every entry without its number, sorted.
std::vector<std::string> EntriesIn(const BookCalls& calls);
// The store's own canonical dump; empty, with a failure, where it cannot be opened.
std::string DumpOfStore(const std::string& place);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_BOOK_WRITERS_H_

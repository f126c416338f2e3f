// A stream's bytes as an iterator that knows where it stands, and can keep what it passes.
//
//   CountedBytes bytes(stream);
//   json::sax_parse(bytes.begin(), bytes.end(), &events);
//   bytes.line(), bytes.column()   // of the byte read last
//
// The end comes early when more than the allowed bytes are passed since Restart: a parser that
// gathers a token from here cannot gather more, however long the file's longest token is.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_COUNTED_BYTES_H_
#define CREDENCE_CLIENTS_CONNECTORS_COUNTED_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <istream>
#include <iterator>
#include <string>

namespace credence::connectors {

class CountedBytes {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    explicit Iterator(CountedBytes* bytes) : bytes_(bytes) {}
    char operator*() const { return static_cast<char>(bytes_->input_->sgetc()); }
    Iterator& operator++() {
      bytes_->Pass();
      return *this;
    }
    void operator++(int) { bytes_->Pass(); }
    // Only against the end.
    bool operator==(const Iterator&) const { return bytes_->AtEnd(); }

   private:
    CountedBytes* bytes_;
  };

  CountedBytes(std::istream& input, size_t allowed)
      : input_(input.rdbuf()), allowed_(static_cast<int64_t>(allowed)) {}
  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(this); }

  int64_t line() const { return line_; }
  int64_t column() const { return column_; }
  int64_t passed() const { return passed_; }
  bool too_long() const { return too_long_; }
  bool ended() const { return ended_; }

  // Allows as many bytes again.
  void Restart() { restarted_at_ = passed_; }
  // Keeps what is passed from here on.
  void Keep(std::string* kept) { kept_ = kept; }

 private:
  bool AtEnd() {
    too_long_ = too_long_ || passed_ - restarted_at_ > allowed_;
    ended_ = ended_ || input_->sgetc() == EOF;
    return too_long_ || ended_;
  }

  void Pass() {
    const char c = static_cast<char>(input_->sbumpc());
    ++passed_;
    if (kept_ != nullptr) kept_->push_back(c);
    if (new_line_) {
      ++line_;
      column_ = 0;
    }
    // Columns are code points: the bytes that go on with one are not counted.
    if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) ++column_;
    new_line_ = c == '\n';
  }

  std::streambuf* input_;
  int64_t allowed_;
  int64_t passed_ = 0;
  int64_t restarted_at_ = 0;
  int64_t line_ = 1;
  int64_t column_ = 0;
  bool new_line_ = false;
  bool too_long_ = false;
  bool ended_ = false;
  std::string* kept_ = nullptr;
};

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_COUNTED_BYTES_H_

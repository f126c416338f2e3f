// The four ways to ask for decisions: alone, in a batch, in a stream of batches and in columns. The
// same cases get the same awards and wait for the same ties, whichever way they come; and columns
// that do not fit are refused, each at its field.
#include <gmock/gmock.h>
#include <grpcpp/channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/check.h"
#include "core/limits.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "dsl/compile.h"
#include "engine/batch/columns.h"
#include "engine/bind.h"
#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/embedded.h"
#include "tests/random_case.h"
#include "tests/support/golden.h"
#include "tests/to_wire.h"

namespace credence {
namespace {

using ::credence::testing::ToWire;
using engine::batch::Columns;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kPeriod = "2016-02";
using Lines = std::multiset<std::string>;

class WireTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kCases = 200;

  void SetUp() override {
    std::vector<SourcePtr> sources;
    for (const char* file :
         {"bench/reference/reference.vocab", "bench/reference/reference.policy"}) {
      sources.push_back(std::make_shared<Source>(file, testing::ReadGolden(file)));
    }
    policies_ = dsl::Compile(sources).policies;
    ASSERT_NE(policies_, nullptr);
    words_ = policies_->timelines.front().versions().front()->vocabulary;
    auto embedded = server::Embedded::Create({.rules_directory = "bench/reference"});
    ASSERT_TRUE(embedded.ok()) << embedded.status();
    embedded_ = *std::move(embedded);
    stub_ = v1::DecisionService::NewStub(embedded_->channel());
    columns_ = std::make_unique<Columns>(words_);
    for (uint64_t seed = 0; seed < kCases; ++seed) {
      cases_.push_back(
          std::make_unique<facts::Case>(testing::RandomCase(*words_, *ParsePeriod(kPeriod), seed)));
      facts::FaultList faults;
      std::optional<engine::BoundCase> bound =
          engine::Bind(*cases_.back(), *words_, std::nullopt, faults);
      ASSERT_TRUE(bound.has_value());
      columns_->Append(*bound);
      bound_.push_back(*std::move(bound));
    }
  }

  v1::BatchDecideRequest Batch(size_t first, size_t count) const {
    v1::BatchDecideRequest request;
    for (size_t i = first; i < std::min(first + count, cases_.size()); ++i) {
      v1::DecideRequest* item = request.add_items();
      item->set_period(kPeriod);
      item->set_omit_explanations(true);
      *item->mutable_case_() = ToWire(*cases_[i]);
    }
    return request;
  }

  static Lines Told(const v1::Decision& decision) {
    Lines lines;
    for (const v1::Result& result : decision.results()) {
      const std::string lead = result.credit() + " " + result.subject() + " ";
      for (const v1::Award& award : result.awards()) {
        lines.insert(lead + award.partner() + " " + award.amount().exact());
      }
      if (!result.has_held()) continue;
      std::string between;
      for (const std::string& partner : result.held().between()) between += " " + partner;
      const bool tied = result.held().reason() == v1::Held::TIED;
      lines.insert(lead + (tied ? "tied" : "held") + between);
    }
    return lines;
  }

  // By place: an id of the case's own.
  std::string IdAt(size_t at, const std::string& type, size_t place) const {
    return bound_[at].IdOf(bound_[at].SubjectsOf(words_->FindSubject(type))[place]);
  }
  // "workload/2" as the case's own id.
  std::string IdOf(size_t at, const std::string& name) const {
    const size_t slash = name.find('/');
    const auto place = Rational::FromDecimal(name.substr(slash + 1))->ToInt64();
    return IdAt(at, name.substr(0, slash), static_cast<size_t>(*place));
  }

  std::vector<Lines> ToldInColumns(const v1::DecideColumnsResponse& response) const {
    std::vector<Lines> told(kCases);
    for (const v1::CreditColumn& credit : response.credits()) {
      for (int i = 0; i < credit.cases_size(); ++i) {
        const uint32_t at = credit.cases(i);
        told[at].insert(credit.credit() + " " +
                        IdAt(at, credit.subject_type(), credit.subjects(i)) + " " +
                        IdAt(at, "partner", credit.partners(i)) + " " +
                        Rational(credit.amounts(i), credit.scale()).ToString());
      }
      for (const v1::CreditColumn::Tie& tie : credit.ties()) {
        std::string between;
        for (const uint32_t partner : tie.partners()) {
          between += " " + IdAt(tie.case_(), "partner", partner);
        }
        told[tie.case_()].insert(credit.credit() + " " +
                                 IdAt(tie.case_(), credit.subject_type(), tie.subject()) + " tied" +
                                 between);
      }
    }
    for (const v1::CaseDecision& other : response.others()) {
      v1::Decision decision = other.decision();
      EXPECT_TRUE(told[other.case_()].empty());
      for (v1::Result& result : *decision.mutable_results()) {
        result.set_subject(IdOf(other.case_(), result.subject()));
        for (v1::Award& award : *result.mutable_awards()) {
          award.set_partner(IdOf(other.case_(), award.partner()));
        }
        for (std::string& partner : *result.mutable_held()->mutable_between()) {
          partner = IdOf(other.case_(), partner);
        }
        if (result.held().reason() == v1::Held::REASON_UNSPECIFIED) result.clear_held();
      }
      told[other.case_()] = Told(decision);
    }
    return told;
  }

  grpc::Status DecideColumns(const v1::ColumnBatch& batch, v1::DecideColumnsResponse* response) {
    v1::DecideColumnsRequest request;
    request.set_period(kPeriod);
    *request.mutable_batch() = batch;
    grpc::ClientContext context;
    return stub_->DecideColumns(&context, request, response);
  }

  std::vector<std::string> FieldsOf(const grpc::Status& status) const {
    std::vector<std::string> fields;
    google::rpc::Status details;
    details.ParseFromString(status.error_details());
    for (const auto& any : details.details()) {
      google::rpc::BadRequest bad;
      if (!any.UnpackTo(&bad)) continue;
      for (const auto& violation : bad.field_violations()) {
        fields.push_back(violation.field() + ": " + violation.description());
      }
    }
    return fields;
  }

  ruletree::PolicySetPtr policies_;
  std::shared_ptr<const ruletree::Vocabulary> words_;
  std::unique_ptr<server::Embedded> embedded_;
  std::unique_ptr<v1::DecisionService::Stub> stub_;
  std::vector<std::unique_ptr<facts::Case>> cases_;
  std::vector<engine::BoundCase> bound_;
  std::unique_ptr<Columns> columns_;
};

TEST_F(WireTest, AllFourWaysGiveTheSameAnswers) {
  v1::BatchDecideResponse batch;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->BatchDecide(&context, Batch(0, kCases), &batch).ok());
  }
  std::vector<Lines> told;
  size_t awards = 0;
  for (const auto& item : batch.items()) {
    ASSERT_EQ(item.status().code(), 0) << item.status().message();
    told.push_back(Told(item.decision()));
    awards += told.back().size();
  }
  EXPECT_GT(awards, 100u);

  for (size_t i = 0; i < kCases; i += 7) {
    v1::DecideResponse alone;
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->Decide(&context, Batch(i, 1).items(0), &alone).ok());
    EXPECT_EQ(alone.decision().SerializeAsString(),
              batch.items(static_cast<int>(i)).decision().SerializeAsString());
  }

  grpc::ClientContext context;
  const auto stream = stub_->StreamDecide(&context);
  std::string streamed;
  for (size_t first = 0; first < kCases; first += 16) {
    ASSERT_TRUE(stream->Write(Batch(first, 16)));
    v1::BatchDecideResponse response;
    ASSERT_TRUE(stream->Read(&response));
    streamed += response.SerializeAsString();
  }
  stream->WritesDone();
  ASSERT_TRUE(stream->Finish().ok());
  EXPECT_EQ(streamed, batch.SerializeAsString());

  v1::DecideColumnsResponse response;
  const grpc::Status status = DecideColumns(ToWire(*columns_), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.revision(), policies_->digest);
  EXPECT_LT(static_cast<uint64_t>(response.others_size()), kCases / 2);
  EXPECT_GT(response.others_size(), 0) << "no case lacked a value";
  EXPECT_EQ(ToldInColumns(response), told);
}

TEST_F(WireTest, AStreamEndsWithABatchOverTheLimit) {
  grpc::ClientContext context;
  const auto stream = stub_->StreamDecide(&context);
  v1::BatchDecideRequest large;
  for (size_t i = 0; i <= limits::kBatchItemsMax; ++i) large.add_items();
  ASSERT_TRUE(stream->Write(large));
  v1::BatchDecideResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(WireTest, ColumnsThatDoNotFitAreRefusedAtTheirFields) {
  const v1::ColumnBatch good = ToWire(*columns_);
  const auto refused = [&](const std::string& field, const auto& spoil) {
    v1::ColumnBatch batch = good;
    spoil(batch);
    v1::DecideColumnsResponse response;
    const grpc::Status status = DecideColumns(batch, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << field;
    EXPECT_THAT(FieldsOf(status), Contains(HasSubstr(field)));
  };
  refused("batch.subjects[0].type: no subject named `partnr` is declared",
          [](auto& b) { b.mutable_subjects(0)->set_type("partnr"); });
  refused("batch.subjects[0].counts: 201 counts, and the batch has 200 cases",
          [](auto& b) { b.mutable_subjects(0)->add_counts(1); });
  refused("batch.subjects[1].counts",
          [](auto& b) { b.mutable_subjects(1)->set_counts(0, 1u << 31); });
  refused("batch.subjects[2].parents", [](auto& b) { b.mutable_subjects(2)->add_parents(0); });
  refused("batch.subjects[2].parents: row 0 names place 7",
          [](auto& b) { b.mutable_subjects(2)->set_parents(0, 7); });
  refused("batch.attributes[0].attribute",
          [](auto& b) { b.mutable_attributes(0)->set_attribute("regoin"); });
  refused("batch.attributes[0].values.values", [](auto& b) {
    b.mutable_attributes(0)->mutable_values()->set_values(0, b.symbols_size());
    b.mutable_attributes(0)->mutable_values()->clear_absent();
  });
  refused("batch.attributes[0].values.absent",
          [](auto& b) { b.mutable_attributes(0)->mutable_values()->add_absent(1u << 30); });
  refused("batch.measures[0].values.scale",
          [](auto& b) { b.mutable_measures(0)->mutable_values()->set_scale(7); });
  refused("batch.measures[0].values.values: ",
          [](auto& b) { b.mutable_measures(0)->mutable_values()->add_values(1); });
  refused("batch.measures[0].values.values: row 0 is no ", [](auto& b) {
    b.mutable_measures(0)->mutable_values()->set_values(0, engine::batch::kColumnValueMax);
    b.mutable_measures(0)->mutable_values()->clear_absent();
  });
  refused("batch.measures[0].period", [](auto& b) { b.mutable_measures(0)->set_period("2016"); });
  int of_money = 0;
  while (good.measures(of_money).values().unit() != "USD") ++of_money;
  const std::string at = "batch.measures[" + std::to_string(of_money) + "].values.unit: ";
  refused(at + "the currency is missing, and it is declared as money in USD; write `USD`",
          [=](auto& b) { b.mutable_measures(of_money)->mutable_values()->clear_unit(); });
  refused(at + "`EUR`, and it is declared as money in USD; one currency is never converted",
          [=](auto& b) { b.mutable_measures(of_money)->mutable_values()->set_unit("EUR"); });
  refused("batch.attributes[0].values.unit: `USD`, and it is declared as ",
          [](auto& b) { b.mutable_attributes(0)->mutable_values()->set_unit("USD"); });
  refused("batch.evidence[0].kind", [](auto& b) {
    *b.add_evidence() = b.evidence(0);
    b.mutable_evidence(0)->set_kind("resail");
  });
  refused("batch.evidence[0].partners",
          [](auto& b) { b.mutable_evidence(0)->set_partners(0, 99); });
  refused("batch.evidence[0].from",
          [](auto& b) { b.mutable_evidence(0)->set_from(0, -2'000'000'000); });
  v1::DecideColumnsResponse response;
  v1::ColumnBatch large;
  large.set_cases(limits::kColumnCasesMax + 1);
  EXPECT_EQ(DecideColumns(large, &response).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(DecideColumns(good, &response).ok());
}

// A repeated number of a message.
struct Numbers {
  google::protobuf::Message* of = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
};

std::vector<Numbers> NumbersIn(google::protobuf::Message* root) {
  using google::protobuf::FieldDescriptor;
  std::vector<Numbers> numbers;
  std::vector<google::protobuf::Message*> open = {root};
  while (!open.empty()) {
    google::protobuf::Message* of = open.back();
    open.pop_back();
    std::vector<const FieldDescriptor*> fields;
    of->GetReflection()->ListFields(*of, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (!field->is_repeated()) open.push_back(of->GetReflection()->MutableMessage(of, field));
        for (int i = 0; field->is_repeated() && i < of->GetReflection()->FieldSize(*of, field);
             ++i) {
          open.push_back(of->GetReflection()->MutableRepeatedMessage(of, field, i));
        }
      } else if (field->is_repeated() && field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
        numbers.push_back({of, field});
      }
    }
  }
  return numbers;
}

void Put(const Numbers& numbers, int at, int64_t value) {
  const google::protobuf::Reflection& reflection = *numbers.of->GetReflection();
  switch (numbers.field->cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetRepeatedUInt32(numbers.of, numbers.field, at,
                                          static_cast<uint32_t>(value));
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetRepeatedInt32(numbers.of, numbers.field, at,
                                         static_cast<int32_t>(value));
    default:
      return reflection.SetRepeatedInt64(numbers.of, numbers.field, at, value);
  }
}

TEST_F(WireTest, BytesThatAreNoRequestAreToldSoOnEveryWay) {
  grpc::GenericStub stub(embedded_->channel());
  const grpc::Slice bytes(std::string("\x0f"));
  const grpc::ByteBuffer request(&bytes, 1);
  for (const std::string name : {"Decide", "BatchDecide", "StreamDecide", "DecideColumns"}) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    std::promise<grpc::Status> ended;
    stub.UnaryCall(&context, "/credence.v1.DecisionService/" + name, grpc::StubOptions(), &request,
                   &response,
                   [&ended](grpc::Status status) { ended.set_value(std::move(status)); });
    const grpc::Status status = ended.get_future().get();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << name;
    EXPECT_THAT(status.error_message(), HasSubstr("the request is no credence.v1.")) << name;
  }
}

// A good batch changed anywhere: refused or decided, never read past an end.
TEST_F(WireTest, WhateverChangesABatchIsAnswered) {
  const v1::ColumnBatch good = ToWire(*columns_);
  std::mt19937_64 dice(2016);
  const auto below = [&](size_t count) { return static_cast<int>(dice() % count); };
  int decided = 0;
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    v1::ColumnBatch batch = good;
    const std::vector<Numbers> all = NumbersIn(&batch);
    const Numbers& numbers = all[static_cast<size_t>(below(all.size()))];
    const google::protobuf::Reflection& reflection = *numbers.of->GetReflection();
    const int size = reflection.FieldSize(*numbers.of, numbers.field);
    const int at = below(static_cast<size_t>(size));
    switch (below(4)) {
      case 0:
        reflection.RemoveLast(numbers.of, numbers.field);
        break;
      case 1:
        Put(numbers, at, static_cast<int64_t>(dice()));
        break;
      case 2:
        Put(numbers, at, below(5));
        break;
      default:
        reflection.SwapElements(numbers.of, numbers.field, at, below(static_cast<size_t>(size)));
    }
    v1::DecideColumnsResponse response;
    const grpc::Status status = DecideColumns(batch, &response);
    ++(status.ok() ? decided : refused);
    if (!status.ok()) {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    }
  }
  EXPECT_GT(decided, 30);
  EXPECT_GT(refused, 30);
}

}  // namespace
}  // namespace credence

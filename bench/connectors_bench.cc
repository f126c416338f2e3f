// How many rows a second a connector reads on its own, its records thrown away: Insights' usage
// report (target: 200,000 rows/s), active user detail, and relationships as JSON. Rows are made as
// they are read, so that the file's size is in no figure of memory.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <istream>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>

#include "clients/connectors/connector.h"

namespace credence::bench {
namespace {

// Gives `header`, `rows` rows and `footer`, one at a time.
class MadeRows : public std::streambuf {
 public:
  using MakeRow = std::string (*)(int64_t row);
  MadeRows(std::string header, int64_t rows, MakeRow make, std::string footer = {})
      : text_(std::move(header)), rows_(rows), make_(make), footer_(std::move(footer)) {
    Show();
  }

 protected:
  int underflow() override {
    if (row_ < rows_) {
      text_ = make_(row_++);
    } else {
      text_ = std::exchange(footer_, {});
    }
    Show();
    return text_.empty() ? EOF : static_cast<unsigned char>(text_.front());
  }

 private:
  void Show() { setg(text_.data(), text_.data(), text_.data() + text_.size()); }

  std::string text_;
  int64_t rows_;
  MakeRow make_;
  std::string footer_;
  int64_t row_ = 0;
};

std::string Tenant(int64_t number) {
  std::string digits = std::to_string(number);
  return "6F0C0000-AAAA-4BBB-8CCC-" + std::string(12 - digits.size(), '0') + digits;
}

// Twelve months of five workloads a customer.
std::string UsageRow(int64_t row) {
  static constexpr std::string_view kWorkloads[] = {"Exchange", "SharePoint Online",
                                                    "Skype For Business", "Yammer", "Intune"};
  std::string text = Tenant(row / 60);
  text += ",";
  text += kWorkloads[row % 5];
  const int64_t month = row / 5 % 12 + 1;
  text += month < 10 ? ",2016-0" : ",2016-";
  text += std::to_string(month) + "-01," + std::to_string(100 + row % 900) + "," +
          std::to_string(50 + row % 50) + "," + std::to_string(4'000'000 + row % 977);
  return text + (row % 2 == 0 ? ",DPOR,0\n" : ",DAP,0\n");
}

std::string UserRow(int64_t row) {
  return "2017-09-01,user" + std::to_string(row) +
         "@northwind.example,A User,False,,True,True,True,True,False,True,2017-08-30,,2017-08-0" +
         std::to_string(1 + row % 9) + ",2017-07-15,,2017-08-31,2016-05-03,,,,,,E5+E3\n";
}

std::string RelationshipRow(int64_t row) {
  return (row == 0 ? "{\"@odata.etag\":\"W/x\",\"id\":\"r"
                   : ",\n{\"@odata.etag\":\"W/x\",\"id\":\"r") +
         std::to_string(row) +
         "\",\"displayName\":\"An admin relationship\",\"duration\":\"P730D\"," +
         "\"customer\":{\"tenantId\":\"" + Tenant(row) + "\",\"displayName\":\"Northwind\"}," +
         "\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":" +
         "\"29232cdf-9323-42fd-ade2-1d097af3e4de\"},{\"roleDefinitionId\":" +
         "\"f28a1f50-f6e7-4571-818b-6a12f2af6b6c\"}]},\"status\":\"active\"," +
         "\"createdDateTime\":\"2022-02-10T11:24:42.3148266Z\"," +
         "\"lastModifiedDateTime\":\"2022-02-10T11:26:44.9941884Z\"," +
         "\"activatedDateTime\":\"2022-02-10T11:26:44.9941884Z\"," +
         "\"endDateTime\":\"2024-02-10T11:24:42.3148266Z\"}";
}

void Read(benchmark::State& state, std::string_view name, std::string_view header,
          MadeRows::MakeRow make, std::string_view footer) {
  const connectors::Connector& connector = *connectors::FindConnector(name);
  int64_t records = 0;
  const connectors::Takers takers{.record = [&](facts::Record record) {
    benchmark::DoNotOptimize(record);
    ++records;
    return absl::OkStatus();
  }};
  for (auto _ : state) {
    MadeRows rows(std::string(header), state.range(0), make, std::string(footer));
    std::istream stream(&rows);
    const auto summary = connector.read(
        stream, {.file_name = "export", .partner = "p", .customer = "northwind"}, takers);
    if (!summary.ok() || summary->rows_used != state.range(0)) {
      state.SkipWithError("rows were not used");
    }
  }
  state.counters["rows/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * state.range(0)), benchmark::Counter::kIsRate);
  state.counters["records"] = static_cast<double>(records / state.iterations());
}

void InsightsUsage(benchmark::State& state) {
  Read(state, "insights.office365_usage",
       "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
       "PartnerAttributionType,IsDuplicateRowForPGA\n",
       UsageRow, "");
}
BENCHMARK(InsightsUsage)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void ActiveUsers(benchmark::State& state) {
  Read(state, "graph.active_users",
       "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,"
       "Has Exchange License,Has OneDrive License,Has SharePoint License,"
       "Has Skype For Business License,Has Yammer License,Has Teams License,"
       "Exchange Last Activity Date,OneDrive Last Activity Date,SharePoint Last Activity Date,"
       "Skype For Business Last Activity Date,Yammer Last Activity Date,Teams Last Activity Date,"
       "Exchange License Assign Date,OneDrive License Assign Date,SharePoint License Assign Date,"
       "Skype For Business License Assign Date,Yammer License Assign Date,"
       "Teams License Assign Date,Assigned Products\n",
       UserRow, "");
}
BENCHMARK(ActiveUsers)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void Relationships(benchmark::State& state) {
  Read(state, "graph.delegated_admin_relationships", "{\"value\":[\n", RelationshipRow, "]}\n");
}
BENCHMARK(Relationships)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench

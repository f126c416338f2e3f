// For tests: one good file of each connector, with a few of the things that go wrong in files.
//
//   ImportText("sales", std::string(SampleOf("sales")))
//
// Thread-safe: constants.
#ifndef CREDENCE_CLIENTS_CONNECTORS_SAMPLES_FOR_TEST_H_
#define CREDENCE_CLIENTS_CONNECTORS_SAMPLES_FOR_TEST_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace credence::connectors {

struct Sample {
  std::string_view connector;
  std::string text;
};

// By connector, ascending.
inline const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = {
      {"administrators",
       "customer,administrator,from,through\n"
       "northwind,a.admin@northwind.example,7/14/2015,\n"},
      {"designations",
       "subscription,customer,partner,from,through,designated_by,role\n"
       "EA-1,northwind,4847383,1/14/2016,,a.admin,Global Administrator\n"
       "EA-2,\"fabrikam\",77,2/3/2016,3/14/2016,\"b \"\"B\"\"\",owner\n"},
      {"fasttrack",
       "{\"items\":[{\"conversation\":\"FT-1\",\"customer\":\"northwind\",\"workload\":\"Intune\","
       "\"partner\":4847383,\"on\":\"2016-01-20\",\"saidBy\":\"vendor\",\"said\":\"\\u00e9\","
       "\"confirmed\":true}]}"},
      {"graph.access_assignments",
       "{\"value\":[{\"id\":\"a1\",\"status\":\"active\",\"createdDateTime\":"
       "\"2022-03-07T22:55:18.6780449Z\",\"accessDetails\":{\"unifiedRoles\":[{"
       "\"roleDefinitionId\":\"29232cdf-9323-42fd-ade2-1d097af3e4de\"}]}}]}"},
      {"graph.active_users",
       "Report Refresh Date,User Principal Name,Is Deleted,Exchange Last Activity Date\n"
       "2017-09-01,a,False,2017-08-30\n2017-09-01,b,True,\n"},
      {"graph.delegated_admin_relationships",
       "{\"value\":[{\"id\":\"r1\",\"status\":\"active\",\"customer\":{\"tenantId\":\"t1\"},"
       "\"activatedDateTime\":\"2022-02-10T11:26:44.9941884Z\",\"endDateTime\":null,"
       "\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":"
       "\"29232cdf-9323-42fd-ade2-1d097af3e4de\"}]}}]}"},
      {"graph.subscribed_skus",
       "{\"value\":[{\"skuPartNumber\":\"E5\",\"prepaidUnits\":{\"enabled\":25},"
       "\"subscriptionIds\":[\"S-1\"],\"servicePlans\":[{\"servicePlanName\":\"EXCHANGE_S_X\"}]}]"
       "}"},
      {"insights.office365_usage",
       "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
       "PartnerAttributionType,IsDuplicateRowForPGA\n"
       "11111111-aaaa-4bbb-8ccc-000000000001,EXO,2016-02,10,5,1,DPOR,0\n"},
      {"partner_center.subscriptions",
       "{\"items\":[{\"id\":\"S-1\",\"quantity\":10,\"status\":\"active\",\"effectiveStartDate\":"
       "\"2015-11-25T06: 41: 12Z\",\"autoRenewEnabled\":true,\"partnerId\":\"77\"}]}"},
      {"partner_center.usage",
       "{\"items\":[{\"workloadName\":\"Exchange\",\"licensesActive\":1,\"licensesQualified\":2,"
       "\"usagePercent\":0.5,\"processedDateTime\":\"2017-03-09T00:00:00+00:00\"}]}"},
      {"partner_standing",
       "partner,standing,from,through\n4847383,eligible,7/14/2015,\n"
       "77,suspended,3/1/2016,3/31/2016\n"},
      {"reconciliation.license_based",
       "CustomerId,MPNID,SyndicationPartnerSubscriptionNumber,ChargeStartDate,ChargeEndDate,"
       "Subtotal,Currency\nnorthwind,4390934,SP-1,2/1/2019 0:00,2/28/2019 23:59,11.5E-1,EUR\n"},
      {"reconciliation.new_commerce",
       "CustomerId,MPNID,SubscriptionId,ChargeStartDate,ChargeEndDate,Subtotal,Currency\n"
       "northwind,4390934,S-1,9/1/2020,9/30/2020,-0.045,EUR\n"},
      {"sales",
       "agreement,type,customer,partner,from,through,amount,currency,period\n"
       "OL-77,Open,fabrikam,4999001,2016-01-15,,240.50,USD,2016-02\n"},
  };
  return samples;
}

// REQUIRES: `connector` is one.
inline std::string_view SampleOf(std::string_view connector) {
  return std::ranges::find(Samples(), connector, &Sample::connector)->text;
}

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_SAMPLES_FOR_TEST_H_

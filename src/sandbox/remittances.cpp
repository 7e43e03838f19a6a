#include "sandbox/remittances.hpp"

#include "base/json_writer.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

http::Response remittances_json(const std::vector<RemittanceRow>& rows) {
  return list_answer("remittances", rows, [](JsonWriter& out, const auto& row) {
    out.member("mid", row.mid);
    out.member("number", row.number);
    out.member("currency", row.currency);
    out.member("date", format_date_time(row.at));
    out.member("closed", row.closed);
    out.member("debits", row.debits);
    out.member("debitAmount", row.debit_minor);
    out.member("credits", row.credits);
    out.member("creditAmount", row.credit_minor);
  });
}

http::Response remittance_download(std::string text, const std::string& mid,
                                   const std::string& number) {
  auto response = asset("text/csv;charset=UTF-8", text);
  response.headers.add("Content-Disposition",
                       "attachment; filename=\"remittance-" + mid + "-" + number + ".csv\"");
  return response;
}

}  // namespace guichet::sandbox

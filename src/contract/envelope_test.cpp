#include "contract/envelope.hpp"

#include <gtest/gtest.h>

namespace guichet::contract {
namespace {

EnvelopeContext context() {
  return {.web_service = "Charge/SDKTest",
          .mode = "TEST",
          .ticket = "5b0f9a4c7de14c0f8a2d6f31c9e07b55",
          .server_url = "https://api.example.org",
          .provider = "EXAMPLE",
          .server_date = *parse_date_time("2026-03-14T09:26:53+00:00")};
}

const std::string tail =
    R"(,"ticket":"5b0f9a4c7de14c0f8a2d6f31c9e07b55","serverDate":"2026-03-14T09:26:53+00:00",)"
    R"("applicationProvider":"EXAMPLE","metadata":null,"mode":"TEST",)"
    R"("serverUrl":"https://api.example.org","_type":"V4/WebService/Response"})";

TEST(Envelope, writes_success_in_the_order_of_the_wire) {
  EXPECT_EQ(write_success(context(), R"({"value":"ping 42","_type":"V4/Type/String"})"),
            R"({"webService":"Charge/SDKTest","version":"V4","applicationVersion":")"
            GUICHET_VERSION
            R"(","status":"SUCCESS","answer":{"value":"ping 42","_type":"V4/Type/String"})" + tail);
}

TEST(Envelope, writes_errors_with_all_members) {
  EXPECT_EQ(write_error(context(),
                        Refusal("INT_010", "Invalid input value [name=currency, value=ZZZ]"),
                        "40817263"),
            R"({"webService":"Charge/SDKTest","version":"V4","applicationVersion":")"
            GUICHET_VERSION
            R"(","status":"ERROR","answer":{"errorCode":"INT_010",)"
            R"("errorMessage":"invalid currency","detailedErrorCode":null,"detailedErrorMessage":)"
            R"("Invalid input value [name=currency, value=ZZZ]","ticket":"null",)"
            R"("shopId":"40817263","_type":"V4/WebService/WebServiceError"})" + tail);
}

TEST(Envelope, writes_null_for_an_unknown_shop_and_truncates_texts) {
  const std::string text = write_error(context(), Refusal("INT_905", std::string(300, 'x')), "");
  EXPECT_NE(text.find(R"("shopId":null)"), std::string::npos);
  EXPECT_NE(text.find("\"" + std::string(127, 'x') + "\""), std::string::npos);
}

TEST(Envelope, escapes_the_path_that_was_called) {
  EnvelopeContext odd = context();
  odd.web_service = "Charge/\"x\"\n";
  EXPECT_NE(write_success(odd, "{}").find(R"("webService":"Charge/\"x\"\n")"), std::string::npos);
}

}  // namespace
}  // namespace guichet::contract

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "contract/error.hpp"
#include "contract/sample_shape.hpp"
#include "contract/service.hpp"

namespace guichet::contract {
namespace {

constexpr std::string_view answers[] = {"V4/Type/String"};
constexpr std::string_view errors[] = {"PSP_010"};
constexpr Service service{.path = "Sample/Do",
                          .versions = "V4 V4.1",
                          .access = Access::pci_shop,
                          .input = &sample::shape,
                          .answers = answers,
                          .errors = errors,
                          .meaning = "Does something"};

boost::json::value openapi() {
  return boost::json::parse(write_openapi({&service}, "http://127.0.0.1:8080"));
}

TEST(OpenApi, has_a_path_for_each_version) {
  const auto document = openapi();
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const auto& paths = document.at("paths").as_object();
  ASSERT_TRUE(paths.contains("/api-payment/V4/Sample/Do"));
  ASSERT_TRUE(paths.contains("/api-payment/V4.1/Sample/Do"));
  const auto& post = paths.at("/api-payment/V4/Sample/Do").at("post");
  EXPECT_NE(std::string_view(post.at("description").as_string()).find("PSP_010"),
            std::string_view::npos);
}

TEST(OpenApi, says_bounds_literals_and_codes_of_the_declaration) {
  const auto document = openapi();
  const auto& schema = document.at("components").at("schemas").at("Sample");
  EXPECT_EQ(schema.at("required"), (boost::json::array{"amount", "currency"}));
  const auto& properties = schema.at("properties");
  EXPECT_EQ(properties.at("amount").at("maximum"), 999'999'999'999);
  EXPECT_EQ(properties.at("orderId").at("maxLength"), 64);
  EXPECT_EQ(properties.at("colour").at("enum"), (boost::json::array{"RED", "GREEN"}));
  EXPECT_EQ(properties.at("address").at("$ref"), "#/components/schemas/SampleAddress");
  EXPECT_NE(std::string_view(properties.at("email").at("description").as_string()).find("INT_015"),
            std::string_view::npos);
}

TEST(ReferencePage, has_a_table_for_each_object) {
  const std::string page = write_reference_page(service);
  for (const char* text :
       {"# Sample/Do\n", "`POST /api-payment/V4.1/Sample/Do`", "### `address`", "### `cards[]`",
        "| `amount` | integer 0…999999999999 | yes | `INT_009`, missing `INT_902` | amount |",
        "| `PSP_010` | transaction not found |"}) {
    EXPECT_NE(page.find(text), std::string::npos) << text << "\n" << page;
  }
}

TEST(ErrorPage, lists_every_code) {
  const std::string page = write_error_page();
  for (const ErrorText& entry : catalogue()) {
    EXPECT_NE(page.find("| `" + std::string(entry.code) + "` |"), std::string::npos) << entry.code;
  }
  EXPECT_NE(page.find("| `51` | Not enough funds |"), std::string::npos);
}

}  // namespace
}  // namespace guichet::contract

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/service.hpp"
#include "http/message.hpp"

namespace guichet::explain {

/// Where a code is declared: a member of a service, or the service as a whole.
struct Origin {
  std::string service;  // "Charge/CreatePayment"
  std::string member;   // "customer.email", or empty
  std::string meaning;  // of the member
  bool missing = false; // the code of its absence, not of a wrong value
};
/// Every place of the declarations that names `code`, in their order.
std::vector<Origin> origins_of(const contract::Services& services, std::string_view code);

/// `/docs/errors/`: one page for each code of the catalogue, and a page that lists them. All that
/// is said comes from the catalogue and the declarations, and needs no network.
class ErrorPages {
 public:
  static constexpr std::string_view root = "/docs/errors/";

  explicit ErrorPages(contract::Services services) : services_(std::move(services)) {}

  /// The path of a code's page, as the header `Guichet-Explain` names it.
  static std::string path_of(std::string_view code) {
    return std::string(root) + std::string(code);
  }
  /// True for what this face answers: everything under /docs/.
  static bool serves(std::string_view path);
  http::Response answer(const http::Request& request) const;

 private:
  http::Response index_page() const;
  http::Response code_page(std::string_view code) const;

  contract::Services services_;
};

}  // namespace guichet::explain

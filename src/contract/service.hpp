#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "contract/field.hpp"

namespace guichet::contract {

enum class Access {
  shop,     // any shop with the REST option
  pci_shop  // shops declared PCI-DSS: INT_913 otherwise
};

/// A web service as its one declaration (design.md 1.1).
struct Service {
  std::string_view path;        // "Charge/CreatePayment", after V4/
  std::string_view versions;    // "V4" or "V4 V4.1"
  Access access = Access::shop;
  const Shape* input = nullptr;
  std::span<const std::string_view> answers;  // `_type`s of a SUCCESS answer
  std::span<const std::string_view> errors;   // its own codes; the common ones are implied
  std::string_view meaning;                   // one line for people
  bool reads = false;                         // changes nothing: Idempotency-Key means nothing
};

/// Every declared service, in the order of the reference. Filled by wiring from the faces.
using Services = std::vector<const Service*>;

/// The OpenAPI 3.1 document of the services. `server_url` e.g. "http://127.0.0.1:8080".
std::string write_openapi(const Services& services, std::string_view server_url);

/// The reference page of one service as Markdown: fields with type, bounds, code, meaning.
std::string write_reference_page(const Service& service);
/// The reference page of the error catalogue.
std::string write_error_page();

}  // namespace guichet::contract

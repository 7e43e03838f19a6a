#pragma once

#include <span>

#include "contract/error.hpp"

/// The parts of the error catalogue, one file a family; `catalogue()` of error.hpp joins them.
namespace guichet::contract {

/// A layer that codes come from, by their prefix.
struct Family {
  std::string_view prefix;  // "INT_"
  std::string_view title;   // "INT: the request is wrong"
};
std::span<const Family> families();

std::span<const ErrorText> acq_auth_entries();
std::span<const ErrorText> client_entries();
std::span<const ErrorText> int_field_entries();
std::span<const ErrorText> int_rule_entries();
std::span<const ErrorText> psp_object_entries();
std::span<const ErrorText> psp_payment_entries();
std::span<const ErrorText> psp_technical_entries();

}  // namespace guichet::contract

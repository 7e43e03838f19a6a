#include "sandbox/faults.hpp"

#include "base/check.hpp"
#include "base/json_writer.hpp"
#include "sandbox/fields.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

namespace {

using contract::Field;
using contract::Kind;

constexpr std::int64_t delay_ms_max = 600'000;

constexpr std::string_view operations[] = {"AUTHORISE", "CAPTURE", "REFUND", "INQUIRE",
                                           "REVERSE"};
constexpr std::string_view kinds[] = {"SLOW",      "SILENT",     "LOST",   "LATE",
                                      "DUPLICATE", "CONTRADICT", "DECLINE"};

constexpr Field fault_fields[] = {
    {.name = "operation", .kind = Kind::choice, .required = true, .literals = operations,
     .meaning = "which message to the acquirer meets the fault"},
    {.name = "kind", .kind = Kind::choice, .required = true, .literals = kinds,
     .meaning = "what goes wrong (docs/integrate/sandbox.md)"},
    {.name = "delayMs", .kind = Kind::integer, .min = 0, .max = delay_ms_max,
     .meaning = "how long it takes, in milliseconds; 0 when left out"},
    {.name = "code", .kind = Kind::ascii, .max = 2,
     .meaning = "what a DECLINE answers: two digits, for CAPTURE and REFUND"},
    {.name = "count", .kind = Kind::integer, .min = 1, .max = acquiring::Faults::queue_max,
     .meaning = "how many messages in a row; 1 when left out"},
};

bool is_code(std::string_view code) {
  return code.size() == 2 && code.find_first_not_of("0123456789") == std::string_view::npos;
}

void add_fault(acquiring::Faults& faults, const contract::Document& order) {
  const auto operation = acquiring::parse_operation(order.text("operation"));
  const auto kind = acquiring::parse_fault_kind(order.text("kind"));
  check(operation && kind, "the declaration names a fault that the acquirer does not know");
  const acquiring::Fault fault{*kind,
                               std::chrono::milliseconds(order.integer("delayMs").value_or(0)),
                               std::string(order.text("code"))};
  const bool declines = *kind == acquiring::Fault::Kind::decline;
  const bool remits = *operation == acquiring::Operation::capture ||
                      *operation == acquiring::Operation::refund;
  if (declines != !fault.code.empty() || (declines && !(remits && is_code(fault.code)))) {
    throw contract::Refusal("INT_902", "code: two digits, with DECLINE of CAPTURE or REFUND only");
  }
  const auto count = static_cast<std::size_t>(order.integer("count").value_or(1));
  if (!faults.add(*operation, fault, count)) {
    throw contract::Refusal("INT_902", "at most " +
                                           std::to_string(acquiring::Faults::queue_max) +
                                           " faults can wait");
  }
}

}  // namespace

const contract::Shape fault_order{"SandboxFault", fault_fields};

http::Response program_faults(acquiring::Faults& faults, const http::Request& request) {
  if (request.method == "POST") {
    add_fault(faults, read_body(request, fault_order));
  } else if (request.method == "DELETE") {
    faults.clear();
  }
  JsonWriter out;
  out.begin_object();
  out.member("waiting", faults.waiting());
  out.end_object();
  return json_answer(out.take());
}

}  // namespace guichet::sandbox

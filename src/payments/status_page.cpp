#include <set>

#include "payments/operation_table.hpp"

namespace guichet::payments {

namespace {

constexpr std::string_view introduction = R"(# Statuses and operations

The life of a transaction, as the program has it: this page is made from its tables
(`src/payments/status.cpp` and `operation_table.cpp`) by `guichet write-reference`. Nothing moves a
transaction that is not here.

## The machine

)";

std::string node(const std::optional<DetailedStatus>& status) {
  return status ? std::string(name_of(*status)) : "[*]";
}

std::string spaced(std::string_view name) {
  std::string text(name);
  for (char& letter : text) {
    if (letter == '_') letter = ' ';
  }
  return text;
}

void draw_machine(std::string& page) {
  page += "```mermaid\nstateDiagram-v2\n";
  std::set<std::string> drawn;
  for (const auto& row : transitions()) {
    const std::string line = "  " + node(row.from) + " --> " + std::string(name_of(row.to)) +
                             ": " + spaced(name_of(row.event)) + "\n";
    if (drawn.insert(line).second) page += line;
  }
  page += "```\n";
}

void list_transitions(std::string& page) {
  page += "\n## Transitions\n\nThe history of a transaction keeps the event of each.\n\n"
          "| from | event | to |\n|---|---|---|\n";
  for (const auto& row : transitions()) {
    page += "| " + (row.from ? "`" + node(row.from) + "`" : std::string("(new)")) + " | " +
            spaced(name_of(row.event)) + " | `" + std::string(name_of(row.to)) + "` |\n";
  }
}

void list_statuses(std::string& page) {
  page += "\n## `status` of each `detailedStatus`\n\n| `detailedStatus` | `status` |\n|---|---|\n";
  for (std::size_t n = 0; n < detailed_status_count; ++n) {
    const auto status = static_cast<DetailedStatus>(n);
    page += "| `" + std::string(name_of(status)) + "` | `" +
            std::string(name_of(simplified(status))) + "` |\n";
  }
}

void list_operations(std::string& page, OperationType type) {
  page += "\n### " + std::string(name_of(type)) + "\n\n| `detailedStatus` |";
  std::string rule = "\n|---|";
  for (std::size_t n = 0; n < operation_count; ++n) {
    constexpr std::string_view prefix = "Transaction/";
    page += " " + std::string(name_of(static_cast<Operation>(n)).substr(prefix.size())) + " |";
    rule += "---|";
  }
  page += rule + "\n";
  for (std::size_t s = 0; s < detailed_status_count; ++s) {
    const auto status = static_cast<DetailedStatus>(s);
    page += "| `" + std::string(name_of(status)) + "` |";
    for (std::size_t n = 0; n < operation_count; ++n) {
      const auto code = ruling(static_cast<Operation>(n), type, status);
      page += code.empty() ? " **yes** |" : " " + std::string(code) + " |";
    }
    page += "\n";
  }
}

}  // namespace

std::string write_status_page() {
  std::string page(introduction);
  draw_machine(page);
  list_transitions(page);
  list_statuses(page);
  page += "\n## Operations per status\n\nWhat a merchant may ask for a transaction, and the code "
          "of each refusal. `CancelOrRefund`\nis shown for `resolutionMode` AUTO.\n";
  for (const auto type :
       {OperationType::debit, OperationType::credit, OperationType::verification}) {
    list_operations(page, type);
  }
  return page;
}

}  // namespace guichet::payments

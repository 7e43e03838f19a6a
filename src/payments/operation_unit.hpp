#pragma once

#include <utility>

#include "contract/error.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

/// As sql::run_unit, for what a merchant asks of a transaction: PSP_503, nothing changed, when
/// others changed it first at every try. The code is that of a transaction which is busy.
template <class T, class Attempt>
Task<T> run_operation(sql::Database& db, std::string_view name, Attempt attempt) {
  try {
    T outcome = co_await sql::run_unit<T>(db, name, std::move(attempt));
    co_return outcome;
  } catch (const sql::UnitFailed& failed) {
    if (failed.reason != sql::Commit::conflict) throw;
    throw contract::Refusal("PSP_503", {}, {}, failed.what());
  }
}

}  // namespace guichet::payments

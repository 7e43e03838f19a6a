#pragma once

#include <cstdint>
#include <functional>

#include "base/random.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::bench {

/// What one payment writes: the attempt before the acquirer is asked, and everything else after
/// its answer (design.md 1.4).
struct PaymentRows {
  sql::Batch attempt;
  sql::Batch outcome;
};

/// Makes the rows of payment `number` of a run; called for every payment, from one thread.
using MakeRows = std::function<PaymentRows(Random& random, std::int64_t number)>;

/// The rooms' own tables.
sql::Migrations charge_schema();

/// The rooms' own statements for a PCI/Charge/CreatePayment of bench/run with its notification:
/// the same rows in the same two commits as `payments::Charges` writes. Only the card's row is
/// left out, which every payment after the first finds in place.
PaymentRows charge_rows(Random& random, std::int64_t number);

}  // namespace guichet::bench

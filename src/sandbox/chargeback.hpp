#pragma once

#include "contract/field.hpp"

namespace guichet::sandbox {

/// `POST /sandbox/chargeback` (docs/integrate/sandbox.md): the bank takes a payment back.
extern const contract::Shape chargeback_order;

}  // namespace guichet::sandbox

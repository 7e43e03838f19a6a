#include "sandbox/chargeback.hpp"

namespace guichet::sandbox {

namespace {

using contract::Field;
using contract::Kind;

constexpr Field chargeback_fields[] = {
    {.name = "uuid", .kind = Kind::uuid, .required = true,
     .meaning = "a captured payment, which counts as unpaid from now on"},
    {.name = "shop", .kind = Kind::ascii, .max = 8,
     .meaning = "whose TEST transaction it is; the demo shop when left out", .identifier = true},
};

}  // namespace

const contract::Shape chargeback_order{"SandboxChargeback", chargeback_fields};

}  // namespace guichet::sandbox

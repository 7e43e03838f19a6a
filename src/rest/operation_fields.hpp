#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// What several services on a transaction take (spec/transactions.md 4).
inline constexpr contract::Field uuid_field{.name = "uuid",
                                            .kind = contract::Kind::uuid,
                                            .required = true,
                                            .meaning = "Id of the transaction"};
inline constexpr contract::Field comment_field{.name = "comment",
                                               .max = 255,
                                               .code = "INT_898",
                                               .meaning = "Kept in the transaction's history"};
inline constexpr std::string_view yes_or_no[] = {"YES", "NO"};

}  // namespace guichet::rest

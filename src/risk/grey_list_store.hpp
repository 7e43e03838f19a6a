#pragma once

#include <array>
#include <vector>

#include "risk/grey_list.hpp"

namespace guichet::risk::grey_list_store {

inline constexpr std::size_t looked_up_max = 8;
using Entries = std::array<std::string, looked_up_max>;  // unused places are empty

/// The guard is the entry's own key: sql::Commit::conflict when it is there.
void add_entry(sql::Batch& batch, std::int64_t book_id, const std::string& entry,
               const Listed& listed);
/// sql::Commit::conflict when any of `entries` is listed; writes nothing.
void add_absence_guard(sql::Batch& batch, std::int64_t book_id, Entries entries);
/// Which of `entries` are listed.
Task<std::vector<std::string>> find_entries(sql::Database& db, std::int64_t book_id,
                                            Entries entries);

}  // namespace guichet::risk::grey_list_store

#include "sql/database.hpp"

#include <iterator>

namespace guichet::sql {

void Batch::append(Batch other) {
  writes_.insert(writes_.end(), std::make_move_iterator(other.writes_.begin()),
                 std::make_move_iterator(other.writes_.end()));
}

}  // namespace guichet::sql

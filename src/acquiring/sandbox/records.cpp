#include "acquiring/sandbox/records.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "base/random.hpp"

namespace guichet::acquiring {

Records::Records(std::size_t kept_max)
    : kept_max_(kept_max), by_id_(0, Hash{this}, Equal{this}) {
  check(kept_max > 0, "the books must keep at least one record");
}

std::optional<Records::Id> Records::parse_id(const std::string& request_id) {
  if (!is_uuid(request_id)) return std::nullopt;
  const auto bytes = from_hex(request_id);
  if (!bytes) return std::nullopt;
  Id id;
  std::ranges::copy(*bytes, id.begin());
  return id;
}

std::size_t Records::Hash::operator()(const Id& id) const {
  // The low half of a UUIDv7 is random.
  std::size_t hash;
  std::memcpy(&hash, id.data() + 8, sizeof hash);
  return hash;
}

Record* Records::numbered(Number number) {
  return const_cast<Record*>(std::as_const(*this).numbered(number));
}

const Record* Records::numbered(Number number) const {
  return number > dropped_ ? &kept_[number - 1 - dropped_] : nullptr;
}

Records::Number Records::number_of(const Id& id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? 0 : *it;
}

Record& Records::add(const Id& id) {
  if (kept_.size() == kept_max_) {
    const Id oldest = kept_.front().id;
    newest_dropped_ = dropped_ == 0 ? oldest : std::max(newest_dropped_, oldest);
    by_id_.erase(by_id_.find(oldest));  // before the record goes, which the index reads
    kept_.pop_front();
    ++dropped_;
  }
  auto& record = kept_.emplace_back();
  record.id = id;
  by_id_.insert(dropped_ + static_cast<Number>(kept_.size()));
  return record;
}

}  // namespace guichet::acquiring

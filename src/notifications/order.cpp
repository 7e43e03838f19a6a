#include "notifications/order.hpp"

namespace guichet::notifications {

namespace {

bool has_newer_twin(const std::vector<OutboxRow>& rows, std::size_t index) {
  for (std::size_t newer = index + 1; newer < rows.size(); ++newer) {
    if (rows[newer].state != RowState::superseded &&
        rows[newer].transaction == rows[index].transaction && rows[newer].url == rows[index].url) {
      return true;
    }
  }
  return false;
}

}  // namespace

Step next_step(const std::vector<OutboxRow>& rows, std::string_view event_id, Instant now,
               const std::function<bool(const OutboxRow&)>& ours) {
  std::size_t asked = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].event_id == event_id) asked = i;
  }
  if (asked == rows.size() || !rows[asked].pending()) return {Step::Kind::stop};
  if (rows[asked].state == RowState::waiting && rows[asked].due_at > now) {
    return {Step::Kind::stop};
  }

  // Only the lease that came with the row is this process's own; later ones belong to a call.
  const auto held_elsewhere = [&](std::size_t i) {
    return rows[i].state == RowState::leased && rows[i].due_at > now &&
           !(rows[i].calls == 0 && ours(rows[i]));
  };
  // The lease of a row already called about is a call in flight. So may be that of a newer,
  // unsent row when the one asked for is a retry: unsent rows wait for unsent ones only.
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool may_be_in_flight =
        rows[i].calls > 0 || (i > asked && rows[asked].calls > 0);
    if (held_elsewhere(i) && may_be_in_flight) return {Step::Kind::wait};
  }
  for (std::size_t i = 0; i <= asked; ++i) {
    if (!rows[i].pending() || rows[i].calls > 0) continue;
    if (held_elsewhere(i)) return {Step::Kind::wait};
    if (has_newer_twin(rows, i)) return {Step::Kind::supersede, i};
    return {Step::Kind::send, i};
  }
  return {Step::Kind::send, asked};
}

}  // namespace guichet::notifications

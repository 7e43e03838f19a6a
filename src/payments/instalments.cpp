#include "payments/instalments.hpp"

#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "payments/schedule.hpp"

namespace guichet::payments {

namespace {

using contract::Document;

constexpr std::string_view places[] = {"transactionOptions.cardOptions.installmentOptions",
                                       "transactionOptions.installmentOptions"};

std::vector<Instalment> read_schedule(const boost::json::array& entries) {
  std::vector<Instalment> schedule;
  schedule.reserve(entries.size());
  for (const auto& entry : entries) {
    const auto& members = entry.as_object();
    const auto date = parse_date_time(members.at("date").as_string());
    check(date.has_value(), "validated date is ill-formed");
    schedule.push_back({members.at("amount").as_int64(), *date});
  }
  std::stable_sort(schedule.begin(), schedule.end(), [](const auto& a, const auto& b) {
    return a.capture_at < b.capture_at;
  });
  return schedule;
}

}  // namespace

std::optional<Plan> read_plan(const Document& request) {
  for (const std::string_view place : places) {
    const auto* options = request.object(place);
    if (!options || options->empty()) continue;
    const std::string path(place);
    if (const auto* entries = request.list(path + ".schedules")) {
      return Plan{.schedule = read_schedule(*entries)};
    }
    const auto number = [&](const char* name) {
      return request.integer(path + "." + name).value_or(0);
    };
    return Plan{.first_minor = number("firstAmount"),
                .count = static_cast<int>(number("count")),
                .period_days = static_cast<int>(number("period")),
                .schedule = {}};
  }
  return std::nullopt;
}

const char* fault_in_amounts(const Plan& plan, std::int64_t total) {
  if (!plan.schedule.empty()) {
    // At most 99 amounts of 12 digits: far from overflow.
    std::int64_t sum = 0;
    for (const auto& instalment : plan.schedule) sum += instalment.minor;
    return sum == total ? nullptr : "PSP_549";
  }
  if (plan.first_minor <= 0 || plan.first_minor >= total) return "INT_928";
  if (plan.count < 2) return "INT_929";
  if (plan.period_days < 1) return "INT_930";
  return (total - plan.first_minor) / (plan.count - 1) > 0 ? nullptr : "PSP_549";
}

const char* fault_in_dates(const Plan& plan, Instant now, int capture_delay_days,
                           const TimeZone& zone) {
  Instant last = now.plus_days(capture_delay_days + (plan.count - 1) * plan.period_days);
  if (!plan.schedule.empty()) {
    if (zone.day_of(plan.schedule.front().capture_at) < zone.day_of(now)) return "PSP_549";
    last = plan.schedule.back().capture_at;
  }
  return zone.day_of(last) > last_capture_day(zone.day_of(now)) ? "PSP_549" : nullptr;
}

std::vector<Instalment> lay_out(const Plan& plan, std::int64_t total, Instant first_at) {
  if (!plan.schedule.empty()) return plan.schedule;
  const std::int64_t rest = total - plan.first_minor;
  const std::int64_t each = rest / (plan.count - 1);
  std::vector<Instalment> instalments{{plan.first_minor, first_at}};
  for (int k = 1; k < plan.count; ++k) {
    instalments.push_back({each, first_at.plus_days(k * plan.period_days)});
  }
  instalments.back().minor += rest - each * (plan.count - 1);
  return instalments;
}

std::vector<Transaction> later_instalments(const Payment& payment, const Transaction& first,
                                           Random& random, Instant wall) {
  const auto plan = read_plan(Document::restore(payment.document));
  check(plan.has_value() && first.expected_capture_at, "an instalment without its plan");
  const auto instalments = lay_out(*plan, payment.amount.minor, *first.expected_capture_at);
  // Rows of an order are listed by uuid: a millisecond keeps these behind the first.
  const Instant next = wall.plus_ms(1);
  std::vector<std::string> uuids;
  for (std::size_t k = 1; k < instalments.size(); ++k) uuids.push_back(make_uuid(random, next));
  std::sort(uuids.begin(), uuids.end());

  Transaction waiting = first;
  waiting.version = 1;
  waiting.details.full_authorisation = false;
  waiting.details.full = {};
  waiting.details.mark = {};
  waiting.details.hold.clear();
  if (first.status == DetailedStatus::refused) {
    waiting.details.refused = {"PSP_601", {}, {}};
  } else {
    const bool by_hand = first.details.manual_validation;
    waiting.status = by_hand ? DetailedStatus::waiting_authorisation_to_validate
                             : DetailedStatus::waiting_authorisation;
    // What protects the merchant was done for the first one (spec/status-machine.md 13).
    waiting.details.liability_shift = "NO";
  }
  std::vector<Transaction> later(uuids.size(), waiting);
  for (std::size_t k = 0; k < later.size(); ++k) {
    later[k].uuid = uuids[k];
    later[k].amount.minor = instalments[k + 1].minor;
    later[k].expected_capture_at = instalments[k + 1].capture_at;
    later[k].sequence = static_cast<int>(k) + 2;
  }
  return later;
}

}  // namespace guichet::payments

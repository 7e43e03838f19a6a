#pragma once

#include <string>

#include "main/config.hpp"

/// The operating commands: each opens the data directory as a second process would, does one
/// thing and gives the exit code (0 done, 1 found wrong or refused).
namespace guichet::app {

int shop_apply(const Config& config, const std::string& file);
int shop_show(const Config& config, const std::string& shop_id, bool with_secrets);
int verify(const Config& config);
int rotate_keys(const Config& config, bool master);
int backup(const Config& config, const std::string& target);
int explain(std::string code);
int config_check(const Config& config);
int acquirer_sim(const Config& config, const std::string& listen, const std::string& token);
int doctor(const Config& config);

/// What `guichet clock` is asked: whose TEST book, and `advance` or `set`, or neither to be told.
struct ClockOrder {
  std::string shop_id, advance, set;
};
int move_clock(const Config& config, const ClockOrder& order);

/// What `guichet remittances` is asked: a shop's files, or one of them.
struct RemittanceQuery {
  std::string shop_id, mid, number;
  bool production = false;
};
int remittances(const Config& config, const RemittanceQuery& query);

int test_cards();
int write_reference(const std::string& folder);

}  // namespace guichet::app

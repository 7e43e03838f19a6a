#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "main/commands.hpp"
#include "main/serve.hpp"

// Read by jemalloc at its start: few arenas for few threads, and pages given back within seconds,
// so that a burst does not stay in memory. Without jemalloc it is a text nobody reads.
extern "C" {
const char* malloc_conf = "narenas:4,dirty_decay_ms:2000,muzzy_decay_ms:0";
}

namespace {

using guichet::app::Config;

/// The configuration file is read before the flags, so that flags and variables win over it.
bool read_file_first(int argc, char** argv, Config& config) {
  std::string path;
  if (const char* variable = std::getenv("GUICHET_CONFIG")) path = variable;
  constexpr std::string_view flag = "--config";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == flag && i + 1 < argc) path = argv[i + 1];
    if (argument.starts_with("--config=")) path = argument.substr(flag.size() + 1);
  }
  if (path.empty()) return true;
  const auto read = guichet::app::read_config_file(path, config);
  if (!read) std::fprintf(stderr, "guichet: %s\n", read.reason().c_str());
  return static_cast<bool>(read);
}

void add_shared(CLI::App& command, Config& config, std::string& config_file) {
  command.add_option("--config", config_file, "TOML file")->envname("GUICHET_CONFIG");
  command.add_option("--data", config.data_dir, "data directory")->envname("GUICHET_DATA");
}

void add_serve(CLI::App& command, Config& config) {
  command.add_option("--database", config.database, "database address; empty: embedded")
      ->envname("GUICHET_DATABASE");
  command.add_option("--listen", config.listen, "[tls:]address:port, may be repeated")
      ->delimiter(',')
      ->envname("GUICHET_LISTEN");
  command.add_option("--threads", config.threads, "network threads")->envname("GUICHET_THREADS");
  command.add_flag("--demo", config.demo, "the shop of the published samples, loopback only")
      ->envname("GUICHET_DEMO");
  command.add_flag("--ephemeral", config.ephemeral, "a data directory that goes away at the end");
  command.add_option("--ready-file", config.ready_file, "written when requests are served")
      ->envname("GUICHET_READY_FILE");
  command.add_option("--public-url", config.public_url, "scheme and host of the answers")
      ->envname("GUICHET_PUBLIC_URL");
  command.add_option("--trusted-proxy", config.trusted_proxies, "address or CIDR range")
      ->delimiter(',')
      ->envname("GUICHET_TRUSTED_PROXIES");
  command.add_option("--tls-certificate", config.tls_certificate, "PEM file")
      ->envname("GUICHET_TLS_CERTIFICATE");
  command.add_option("--tls-key", config.tls_key, "PEM file")->envname("GUICHET_TLS_KEY");
  command.add_option("--log-level", config.log_level, "debug, info, warning, error")
      ->envname("GUICHET_LOG_LEVEL");
  command.add_option("--log-file", config.log_file, "empty: standard error")
      ->envname("GUICHET_LOG_FILE");
  command.add_option("--provider", config.provider, "applicationProvider of the answers")
      ->envname("GUICHET_PROVIDER");
  command.add_flag("--unauthorized-status", config.unauthorized_status,
                   "HTTP 401 instead of 200 for wrong credentials")
      ->envname("GUICHET_UNAUTHORIZED_STATUS");
  command.add_flag("--allow-private-notifications", config.allow_private_notifications,
                   "notifications may call private addresses")
      ->envname("GUICHET_ALLOW_PRIVATE_NOTIFICATIONS");
  command.add_option("--smtp-url", config.smtp_url, "mail server, smtp:// or smtps://")
      ->envname("GUICHET_SMTP_URL");
  command.add_option("--smtp-user", config.smtp_user, "log-in at the mail server")
      ->envname("GUICHET_SMTP_USER");
  // No flag: a command line is there for everybody to read.
  if (const char* password = std::getenv("GUICHET_SMTP_PASSWORD")) config.smtp_password = password;
  command.add_flag("--smtp-require-tls", config.smtp_require_tls, "no mail without STARTTLS")
      ->envname("GUICHET_SMTP_REQUIRE_TLS");
  command.add_option("--mail-from", config.mail_from, "sender of mails")
      ->envname("GUICHET_MAIL_FROM");
  command.add_flag("--sandbox-catalogue", config.sandbox_catalogue,
                   "the simulator also decides by holder name and amount")
      ->envname("GUICHET_SANDBOX_CATALOGUE");
}

/// Starts the program again with every symbol bound at once, as itself otherwise.
///
/// Lazy binding saves vector registers on the stack of whoever calls a library function first;
/// after a memcpy they hold what was copied, and a card number may stay there until a core is taken
/// (PCI DSS 3.3, measured in src/http). Our own objects are linked `-z now`; the C++ library and
/// others are not, and only the environment can tell the dynamic linker so.
void bind_symbols_now(char** argv) {
  if (getenv("LD_BIND_NOW") != nullptr) return;
  setenv("LD_BIND_NOW", "1", 1);
  execv("/proc/self/exe", argv);  // returns only when it failed: then go on as we are
}

struct Arguments {
  std::string config_file, shop_file, shop_id, code, folder, target, listen = "127.0.0.1:0", token;
  bool secrets = false, master = false;
  guichet::app::ClockOrder clock;
  guichet::app::RemittanceQuery remittance;
};

void add_clock(CLI::App& clock, Arguments& arguments) {
  clock.add_option("SHOP", arguments.clock.shop_id, "shop id")->required();
  clock.add_option("--advance", arguments.clock.advance, "ISO 8601 duration, e.g. P6DT2H");
  clock.add_option("--set", arguments.clock.set, "ISO 8601 date and time with an offset");
}

void add_remittances(CLI::App& remittances, Arguments& arguments) {
  remittances.add_option("SHOP", arguments.remittance.shop_id, "shop id")->required();
  auto* mid = remittances.add_option("MID", arguments.remittance.mid, "contract");
  remittances.add_option("NUMBER", arguments.remittance.number, "of the file")->needs(mid);
  remittances.add_flag("--production", arguments.remittance.production, "instead of TEST");
}

int run(int argc, char** argv) {
  Config config;
  if (!read_file_first(argc, argv, config)) return 1;
  Arguments arguments;
  CLI::App app{"Guichet, a payment gateway anyone can run"};
  app.set_version_flag("--version", GUICHET_VERSION);
  app.require_subcommand(1);
  const auto command = [&](CLI::App& parent, const char* name, const char* text) {
    CLI::App* made = parent.add_subcommand(name, text);
    add_shared(*made, config, arguments.config_file);
    return made;
  };
  auto* serve = command(app, "serve", "serve requests until SIGTERM");
  add_serve(*serve, config);
  auto* check = app.add_subcommand("config", "configuration")->require_subcommand(1);
  auto* config_check = command(*check, "check", "say what is wrong with the configuration");
  add_serve(*config_check, config);
  auto* shop = app.add_subcommand("shop", "shops")->require_subcommand(1);
  auto* apply = command(*shop, "apply", "create or change a shop from a file");
  apply->add_option("FILE", arguments.shop_file, "TOML file, - for standard input")->required();
  auto* show = command(*shop, "show", "print a shop as a file");
  show->add_option("SHOP", arguments.shop_id, "shop id")->required();
  show->add_flag("--secrets", arguments.secrets, "with passwords and keys");
  auto* verify = command(app, "verify", "compare the books with the acquirer's ledger");
  auto* key = app.add_subcommand("key", "keys")->require_subcommand(1);
  auto* rotate = command(*key, "rotate", "new purpose keys; cards are sealed anew");
  rotate->add_flag("--master", arguments.master, "a new master key instead");
  auto* backup = command(app, "backup", "copy the store while it runs");
  backup->add_option("FILE", arguments.target, "where to")->required();
  auto* clock = command(app, "clock", "tell or move the business clock of a TEST book");
  add_clock(*clock, arguments);
  auto* remittances = command(app, "remittances", "list the capture files of a shop, or print one");
  add_remittances(*remittances, arguments);
  auto* explain = app.add_subcommand("explain", "what an error code means");
  explain->add_option("CODE", arguments.code, "e.g. INT_009")->required();
  auto* sim = command(app, "acquirer-sim", "the sandbox acquirer as a program of its own");
  sim->add_option("--listen", arguments.listen, "address:port");
  sim->add_option("--ready-file", config.ready_file, "written when requests are served");
  sim->add_option("--token", arguments.token, "bearer token to ask for");
  sim->add_flag("--catalogue", config.sandbox_catalogue, "decide by holder name and amount too");
  auto* doctor = command(app, "doctor", "look for what would go wrong");
  auto* cards = app.add_subcommand("test-cards", "the simulator's cards and what they do");
  auto* reference = app.add_subcommand("write-reference", "write docs/reference from the code");
  reference->add_option("FOLDER", arguments.folder)->required();
  CLI11_PARSE(app, argc, argv);

  using namespace guichet::app;
  if (*serve) {
    const auto problems = guichet::app::check_config(config);
    for (const auto& problem : problems) std::fprintf(stderr, "guichet: %s\n", problem.c_str());
    return problems.empty() ? guichet::app::serve(std::move(config)) : 1;
  }
  if (*config_check) return guichet::app::config_check(config);
  if (*apply) return shop_apply(config, arguments.shop_file);
  if (*show) return shop_show(config, arguments.shop_id, arguments.secrets);
  if (*verify) return guichet::app::verify(config);
  if (*rotate) return rotate_keys(config, arguments.master);
  if (*backup) return guichet::app::backup(config, arguments.target);
  if (*clock) return move_clock(config, arguments.clock);
  if (*remittances) return guichet::app::remittances(config, arguments.remittance);
  if (*explain) return guichet::app::explain(arguments.code);
  if (*sim) return acquirer_sim(config, arguments.listen, arguments.token);
  if (*doctor) return guichet::app::doctor(config);
  if (*cards) return test_cards();
  return write_reference(arguments.folder);
}

}  // namespace

int main(int argc, char** argv) {
  bind_symbols_now(argv);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "guichet: %s\n", error.what());
    return 1;
  }
}

#pragma once

#include <memory>
#include <string>

#include "acquiring/acquirer.hpp"
#include "acquiring/connector/http_acquirer.hpp"
#include "acquiring/sandbox/sandbox_acquirer.hpp"
#include "base/random.hpp"
#include "checkout/checkout.hpp"
#include "checkout/session_expiry.hpp"
#include "form/form_service.hpp"
#include "hosted/link_pages.hpp"
#include "http/client.hpp"
#include "jobs/agenda.hpp"
#include "jobs/calendar.hpp"
#include "jobs/clock_moves.hpp"
#include "main/config.hpp"
#include "main/retention.hpp"
#include "merchants/directory.hpp"
#include "notifications/outbox.hpp"
#include "payments/charge.hpp"
#include "payments/daily_jobs.hpp"
#include "payments/operations.hpp"
#include "payments/recovery.hpp"
#include "rest/api.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/sandbox.hpp"
#include "sql/database.hpp"
#include "vault/vault.hpp"

namespace guichet::app {

/// The rooms of one process, connected: who is given to whom, and nothing else.
///
/// Made in the order of the members, each with what stands above it; `open` needs a scheduler
/// (it reads keys and shops). Lives until the schedulers it was used on have stopped.
class Engine {
 public:
  /// Throws when the data directory cannot be used; the message is for the operator.
  static Task<std::unique_ptr<Engine>> open(Config config, std::string server_url);

  const Config config;
  SystemRandom random;
  SystemClock clock;
  const std::string owner;
  std::unique_ptr<sql::Database> db;
  std::unique_ptr<vault::Keys> keys;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<merchants::Directory> directory;
  std::shared_ptr<acquiring::SandboxAcquirer> sandbox;
  acquiring::Acquirers acquirers;
  std::shared_ptr<http::Client> client;
  std::vector<std::shared_ptr<acquiring::HttpAcquirer>> connectors;
  std::unique_ptr<notifications::Outbox> outbox;
  std::unique_ptr<payments::Charges> charges;
  std::unique_ptr<checkout::Checkout> checkout;
  std::unique_ptr<payments::Operations> operations;
  std::unique_ptr<payments::Recovery> recovery;
  std::unique_ptr<jobs::Calendar> calendar;
  std::unique_ptr<jobs::ClockMoves> clock_moves;
  std::unique_ptr<payments::DailyJobs> daily_jobs;
  std::unique_ptr<checkout::SessionExpiry> session_expiry;
  std::unique_ptr<Retention> retention;
  std::unique_ptr<jobs::Agenda> agenda;
  std::unique_ptr<rest::Api> api;
  std::unique_ptr<form::FormService> form;
  std::unique_ptr<hosted::LinkPages> links;
  std::unique_ptr<guichet::sandbox::ClockFace> clock_face;
  std::unique_ptr<guichet::sandbox::Sandbox> sandbox_face;  // demo mode only, null otherwise

  /// Starts what runs beside requests, on `scheduler`, until `stop` is set.
  void start_background(Scheduler& scheduler, std::shared_ptr<Event> stop);

 private:
  explicit Engine(Config config);
  void connect_acquirers();
  void connect_rooms(const std::string& server_url);
  void connect_jobs();
  void connect_clock();
  void connect_sandbox(const std::string& server_url);
  Task<http::Response> call_api(http::Request request);
  guichet::sandbox::RemittancePorts remittance_ports();
  Task<std::vector<guichet::sandbox::RemittanceRow>> list_remittances(merchants::BookPtr book);
  Task<> refresh_directory(std::shared_ptr<Event> stop);
  Task<> charge_back(merchants::BookPtr book, std::string uuid);
  Task<> run_agenda(std::shared_ptr<Event> stop);
  Task<> recover_orphans();
  Task<> measure(std::shared_ptr<Event> stop);
};

}  // namespace guichet::app

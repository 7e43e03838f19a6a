#include "acquiring/connector/acquirer_service.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "acquiring/connector/json_reading.hpp"
#include "acquiring/connector/wire.hpp"
#include "base/json_writer.hpp"

namespace guichet::acquiring {

namespace {

using http::Request;
using http::Response;

struct Service {
  std::shared_ptr<Acquirer> acquirer;
  Faults* faults;
  Secret token;
};

Response answer_json(std::string body) {
  Response response;
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

Response refuse(int status, std::string_view reason) {
  JsonWriter out;
  out.begin_object();
  out.member("error", reason);
  out.end_object();
  auto response = answer_json(out.take());
  response.status = status;
  return response;
}

Response not_a_message() { return refuse(400, "the body is not a message of the protocol"); }

bool may_enter(const Service& service, const Request& request) {
  if (service.token.empty()) return true;
  constexpr std::string_view scheme = "Bearer ";
  const auto given = request.headers.get("Authorization");
  return given.starts_with(scheme) && service.token.equals(given.substr(scheme.size()));
}

Response program_faults(Faults& faults, const Request& request) {
  if (request.method == "DELETE") {
    faults.clear();
  } else if (request.method == "POST") {
    const JsonObject message(request.body);
    if (!message) return not_a_message();
    const auto operation = parse_operation(message.text("operation", 16).value_or(""));
    const auto kind = parse_fault_kind(message.text("kind", 16).value_or(""));
    const auto count = message.has("count") ? message.number("count", 1, Faults::queue_max) : 1;
    const auto delay = message.has("delayMs") ? message.number("delayMs", 0, 600'000) : 0;
    if (!operation || !kind || !count || !delay) return not_a_message();
    const Fault fault{*kind, std::chrono::milliseconds(*delay)};
    if (!faults.add(*operation, fault, static_cast<std::size_t>(*count))) {
      return refuse(409, "too many faults are waiting");
    }
  } else if (request.method != "GET") {
    return refuse(405, "GET, POST or DELETE");
  }
  JsonWriter out;
  out.begin_object();
  out.member("waiting", faults.waiting());
  out.end_object();
  return answer_json(out.take());
}

Task<Response> authorise(std::shared_ptr<Service> service, std::string_view body) {
  auto message = wire::decode_authorise(body);
  if (!message) co_return not_a_message();
  Task<Outcome> task = service->acquirer->authorise(std::move(*message));
  Outcome outcome = co_await std::move(task);
  co_return answer_json(wire::encode(outcome));
}

Task<Response> operate(std::shared_ptr<Service> service, std::string_view body, bool capture) {
  auto message = wire::decode_operate(body);
  if (!message) co_return not_a_message();
  auto& acquirer = *service->acquirer;
  Task<Outcome> task = capture ? acquirer.capture(std::move(*message))
                               : acquirer.refund(std::move(*message));
  Outcome outcome = co_await std::move(task);
  co_return answer_json(wire::encode(outcome));
}

Task<Response> inquire(std::shared_ptr<Service> service, std::string_view body) {
  auto message = wire::decode_inquire(body);
  if (!message) co_return not_a_message();
  Task<Inquiry> task = service->acquirer->inquire(std::move(message->request_id),
                                                  message->deadline);
  Inquiry inquiry = co_await std::move(task);
  co_return answer_json(wire::encode(inquiry));
}

Task<Response> reverse(std::shared_ptr<Service> service, std::string_view body) {
  auto message = wire::decode_reverse(body);
  if (!message) co_return not_a_message();
  Task<Reversal> task = service->acquirer->reverse(
      std::move(message->request_id), std::move(message->transaction), message->deadline);
  const Reversal reversal = co_await std::move(task);
  co_return answer_json(wire::encode(reversal));
}

// The request, and with it the body, belongs to the server until the answer is made (message.hpp).
Task<Response> answer(std::shared_ptr<Service> service, const Request& request) {
  if (!request.secure && !wire::is_loopback(request.peer)) {
    co_return refuse(403, "card data needs TLS");
  }
  if (!may_enter(*service, request)) co_return refuse(401, "the bearer token is wrong");
  const std::string_view path = request.path;
  if (path == "/v1/ranges") {
    if (request.method != "GET") co_return refuse(405, "GET");
    co_return answer_json(wire::encode(service->acquirer->ranges()));
  }
  if (path == "/v1/faults" && service->faults) co_return program_faults(*service->faults, request);
  const bool known = path == "/v1/authorise" || path == "/v1/capture" || path == "/v1/refund" ||
                     path == "/v1/inquire" || path == "/v1/reverse";
  if (!known) co_return refuse(404, "no such operation");
  if (request.method != "POST") co_return refuse(405, "POST");
  if (request.body.size() > wire::body_bytes_max) co_return refuse(413, "the message is too long");
  Task<Response> task;
  if (path == "/v1/authorise") {
    task = authorise(service, request.body);
  } else if (path == "/v1/inquire") {
    task = inquire(service, request.body);
  } else if (path == "/v1/reverse") {
    task = reverse(service, request.body);
  } else {
    task = operate(service, request.body, path == "/v1/capture");
  }
  co_return co_await std::move(task);
}

}  // namespace

http::Handler make_acquirer_handler(std::shared_ptr<Acquirer> acquirer, Faults* faults,
                                    Secret token) {
  auto service = std::make_shared<Service>();
  service->acquirer = std::move(acquirer);
  service->faults = faults;
  service->token = std::move(token);
  return [service](Request& request) { return answer(service, request); };
}

}  // namespace guichet::acquiring

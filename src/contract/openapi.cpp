#include <string>

#include "base/json_writer.hpp"
#include "base/limits.hpp"
#include "contract/error.hpp"
#include "contract/openapi_schemas.hpp"
#include "contract/service.hpp"

namespace guichet::contract {
namespace {

constexpr std::string_view introduction =
    "Every call is a POST with a JSON object; every answer has the HTTP status 200 and says "
    "SUCCESS or ERROR in its envelope. Requests are read leniently: numbers and booleans may be "
    "written as text, numbers stand for texts, null and (for optional members) an empty text mean "
    "absent, and unknown members are ignored. The first error found ends the call.";

std::string operation_id(std::string_view version, std::string_view path) {
  std::string id(version);
  id += "_";
  id += path;
  for (char& c : id) {
    if (c == '/' || c == '.') c = '_';
  }
  return id;
}

std::string describe_operation(const Service& service) {
  std::string text(service.meaning);
  text += ".";
  if (service.access == Access::pci_shop) text += "\n\nFor shops declared PCI-DSS (INT_913).";
  if (service.errors.empty()) return text;
  text += "\n\nErrors besides those of the fields and the common ones:\n";
  for (const std::string_view code : service.errors) {
    text += "\n- `";
    text += code;
    text += "`: ";
    text += describe(code).message;
  }
  return text;
}

/// One of the success answers in its envelope, or an error.
void write_response_schema(JsonWriter& out, const Service& service) {
  out.begin_object("schema");
  out.begin_array("oneOf");
  out.begin_object();
  out.begin_array("allOf");
  out.begin_object();
  out.member("$ref", "#/components/schemas/Envelope");
  out.end_object();
  out.begin_object();
  out.begin_object("properties");
  out.begin_object("status");
  out.member("const", "SUCCESS");
  out.end_object();
  out.begin_object("answer");
  out.member("type", "object");
  out.begin_array("required");
  out.value("_type");
  out.end_array();
  out.begin_object("properties");
  out.begin_object("_type");
  out.member("type", "string");
  out.begin_array("enum");
  for (const std::string_view type : service.answers) out.value(type);
  out.end_array();
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_array();
  out.end_object();
  out.begin_object();
  out.member("$ref", "#/components/schemas/ErrorEnvelope");
  out.end_object();
  out.end_array();
  out.end_object();
}

/// Guichet's own: the original has no such header.
void write_key_parameter(JsonWriter& out) {
  out.begin_array("parameters");
  out.begin_object();
  out.member("name", "Idempotency-Key");
  out.member("in", "header");
  out.member("required", false);
  out.member("description",
             "The call is made once: repeated under the same key, it is answered with the same "
             "bytes");
  out.begin_object("schema");
  out.member("type", "string");
  out.member("minLength", 1);
  out.member("maxLength", static_cast<std::int64_t>(limits::idempotency_key_bytes_max));
  out.end_object();
  out.end_object();
  out.end_array();
}

void write_operation(JsonWriter& out, const Service& service, std::string_view version) {
  out.begin_object("/api-payment/" + std::string(version) + "/" + std::string(service.path));
  out.begin_object("post");
  out.member("operationId", operation_id(version, service.path));
  out.member("summary", service.meaning);
  out.member("description", describe_operation(service));
  out.begin_array("tags");
  out.value(service.path.substr(0, service.path.find('/')));
  out.end_array();
  if (!service.reads) write_key_parameter(out);
  out.begin_object("requestBody");
  out.member("required", true);
  out.begin_object("content");
  out.begin_object("application/json");
  out.begin_object("schema");
  out.member("$ref", "#/components/schemas/" + std::string(service.input->name));
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_object();
  out.begin_object("responses");
  out.begin_object("200");
  out.member("description", "The answer, or an error, in its envelope");
  out.begin_object("content");
  out.begin_object("application/json");
  write_response_schema(out, service);
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_object();
}

template <class Action>
void for_each_version(const Service& service, Action action) {
  std::string_view rest = service.versions;
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    action(rest.substr(0, space));
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
  }
}

void write_info(JsonWriter& out, std::string_view server_url) {
  out.member("openapi", "3.1.0");
  out.begin_object("info");
  out.member("title", "Guichet REST API");
  out.member("version", GUICHET_VERSION);
  out.member("description", introduction);
  out.end_object();
  out.begin_array("servers");
  out.begin_object();
  out.member("url", server_url);
  out.end_object();
  out.end_array();
  out.begin_array("security");
  out.begin_object();
  out.begin_array("shop");
  out.end_array();
  out.end_object();
  out.end_array();
}

}  // namespace

std::string write_openapi(const Services& services, std::string_view server_url) {
  JsonWriter out(64 * 1024);
  out.begin_object();
  write_info(out, server_url);
  out.begin_object("paths");
  for (const Service* service : services) {
    for_each_version(*service, [&](std::string_view version) {
      write_operation(out, *service, version);
    });
  }
  out.end_object();
  out.begin_object("components");
  out.begin_object("securitySchemes");
  out.begin_object("shop");
  out.member("type", "http");
  out.member("scheme", "basic");
  out.member("description", "Shop id and API password; the password chooses TEST or PRODUCTION");
  out.end_object();
  out.end_object();
  out.begin_object("schemas");
  write_envelope_schemas(out);
  ShapesByName shapes;
  for (const Service* service : services) collect_shapes(*service->input, shapes);
  for (const auto& [name, shape] : shapes) write_shape_schema(out, *shape);
  out.end_object();
  out.end_object();
  out.end_object();
  return out.take();
}

}  // namespace guichet::contract

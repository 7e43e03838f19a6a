#include "contract/openapi_schemas.hpp"

#include <string>

#include "base/check.hpp"

namespace guichet::contract {
namespace {

std::string reference_to(const Shape& shape) {
  return "#/components/schemas/" + std::string(shape.name);
}

std::string describe_member(const Field& field) {
  std::string text(field.meaning);
  text += ". Error: `" + std::string(field.code) + "`";
  if (field.required && field.missing_code != field.code) {
    text += ", missing: `" + std::string(field.missing_code) + "`";
  }
  text += ".";
  if (!field.alias.empty()) text += " Also read as `" + std::string(field.alias) + "`.";
  if (!field.unbuilt.empty()) {
    text += " Not available: answered with `" + std::string(field.unbuilt) + "`.";
  }
  return text;
}

void write_texts(JsonWriter& out, std::string_view name, std::span<const std::string_view> texts) {
  out.begin_array(name);
  for (const std::string_view text : texts) out.value(text);
  out.end_array();
}

void write_pattern(JsonWriter& out, std::string_view pattern) {
  out.member("type", "string");
  out.member("pattern", pattern);
}

std::string digits_pattern(const Field& field) {
  return "^[0-9]{" + std::to_string(field.min) + "," + std::to_string(field.max) + "}$";
}

void write_text_bounds(JsonWriter& out, const Field& field) {
  out.member("type", "string");
  if (field.min > 0) out.member("minLength", field.min);
  out.member("maxLength", field.max);
}

void write_scalar(JsonWriter& out, const Field& field, Kind kind) {
  constexpr std::string_view text_or_number[] = {"string", "number"};
  switch (kind) {
    case Kind::integer:
      out.member("type", "integer");
      out.member("minimum", field.min);
      out.member("maximum", field.max);
      break;
    case Kind::decimal:
      write_texts(out, "type", text_or_number);
      out.member("pattern", "^-?[0-9]+(\\.[0-9]{1,2})?$");
      out.member("minimum", field.min);
      out.member("maximum", field.max);
      break;
    case Kind::boolean: out.member("type", "boolean"); break;
    case Kind::choice:
      out.member("type", "string");
      write_texts(out, "enum", field.literals);
      break;
    case Kind::date_time:
      out.member("type", "string");
      out.member("format", "date-time");
      break;
    case Kind::url:
      write_text_bounds(out, field);
      out.member("format", "uri");
      break;
    case Kind::email:
      write_text_bounds(out, field);
      out.member("format", "email");
      break;
    case Kind::ascii:
      write_text_bounds(out, field);
      out.member("pattern", "^[ -~]*$");
      break;
    case Kind::country: write_pattern(out, "^[A-Z]{2}$"); break;
    case Kind::language: write_pattern(out, "^[A-Za-z]{2}([_-][A-Za-z]{2})?$"); break;
    case Kind::currency: write_pattern(out, "^[A-Z]{3}$"); break;
    case Kind::uuid: write_pattern(out, "^[0-9a-f]{32}$"); break;
    case Kind::digits: write_pattern(out, digits_pattern(field)); break;
    case Kind::card_number:
      write_pattern(out, "^[0-9]{8,19}$");
      out.member("writeOnly", true);
      break;
    case Kind::security_code:
      write_pattern(out, "^[0-9]{3,4}$");
      out.member("writeOnly", true);
      break;
    default: write_text_bounds(out, field); break;
  }
}

void write_list(JsonWriter& out, const Field& field) {
  out.member("type", "array");
  if (field.min > 0) out.member("minItems", field.min);
  out.member("maxItems", field.max);
  out.begin_object("items");
  if (field.shape != nullptr) {
    out.member("$ref", reference_to(*field.shape));
  } else {
    Field entry = field;
    entry.min = 0;
    entry.max = field.element == Kind::integer ? 999'999'999'999 : 255;
    write_scalar(out, entry, field.element);
  }
  out.end_object();
}

void write_map(JsonWriter& out, const Field& field) {
  constexpr std::string_view types[] = {"string", "number", "boolean", "null"};
  out.member("type", "object");
  out.member("maxProperties", field.max);
  out.begin_object("propertyNames");
  out.member("minLength", 1);
  out.member("maxLength", map_key_chars_max);
  out.end_object();
  out.begin_object("additionalProperties");
  write_texts(out, "type", types);
  out.member("maxLength", map_value_chars_max);
  out.end_object();
}

void write_member(JsonWriter& out, const Field& field) {
  out.begin_object(field.name);
  switch (field.kind) {
    case Kind::object: out.member("$ref", reference_to(*field.shape)); break;
    case Kind::list: write_list(out, field); break;
    case Kind::map: write_map(out, field); break;
    case Kind::any_json: out.member("type", "object"); break;
    default: write_scalar(out, field, field.kind); break;
  }
  out.member("description", describe_member(field));
  out.end_object();
}

void write_typed(JsonWriter& out, std::string_view name, std::string_view type) {
  out.begin_object(name);
  out.member("type", type);
  out.end_object();
}

void write_nullable_text(JsonWriter& out, std::string_view name) {
  constexpr std::string_view types[] = {"string", "null"};
  out.begin_object(name);
  write_texts(out, "type", types);
  out.end_object();
}

void write_constant(JsonWriter& out, std::string_view name, std::string_view value) {
  out.begin_object(name);
  out.member("const", value);
  out.end_object();
}

void write_envelope(JsonWriter& out) {
  constexpr std::string_view members[] = {
      "webService", "version",  "applicationVersion", "status",    "answer", "ticket", "serverDate",
      "applicationProvider", "metadata", "mode",      "serverUrl", "_type"};
  constexpr std::string_view modes[] = {"TEST", "PRODUCTION"};
  constexpr std::string_view outcomes[] = {"SUCCESS", "ERROR"};
  out.begin_object("Envelope");
  out.member("type", "object");
  write_texts(out, "required", members);
  out.begin_object("properties");
  write_typed(out, "webService", "string");
  write_constant(out, "version", "V4");
  write_typed(out, "applicationVersion", "string");
  out.begin_object("status");
  write_texts(out, "enum", outcomes);
  out.end_object();
  write_typed(out, "answer", "object");
  write_nullable_text(out, "ticket");
  out.begin_object("serverDate");
  out.member("type", "string");
  out.member("format", "date-time");
  out.end_object();
  write_typed(out, "applicationProvider", "string");
  write_typed(out, "metadata", "null");
  out.begin_object("mode");
  write_texts(out, "enum", modes);
  out.end_object();
  write_typed(out, "serverUrl", "string");
  write_constant(out, "_type", "V4/WebService/Response");
  out.end_object();
  out.end_object();
}

void write_error(JsonWriter& out) {
  constexpr std::string_view members[] = {"errorCode", "errorMessage", "detailedErrorCode",
                                          "detailedErrorMessage", "ticket", "shopId", "_type"};
  out.begin_object("WebServiceError");
  out.member("type", "object");
  write_texts(out, "required", members);
  out.begin_object("properties");
  out.begin_object("errorCode");
  write_pattern(out, "^[A-Z]+_[0-9]{3,4}$");
  out.end_object();
  write_typed(out, "errorMessage", "string");
  write_nullable_text(out, "detailedErrorCode");
  write_nullable_text(out, "detailedErrorMessage");
  write_typed(out, "ticket", "string");
  write_nullable_text(out, "shopId");
  write_constant(out, "_type", "V4/WebService/WebServiceError");
  out.end_object();
  out.end_object();
}

void write_error_envelope(JsonWriter& out) {
  out.begin_object("ErrorEnvelope");
  out.begin_array("allOf");
  out.begin_object();
  out.member("$ref", "#/components/schemas/Envelope");
  out.end_object();
  out.begin_object();
  out.begin_object("properties");
  write_constant(out, "status", "ERROR");
  out.begin_object("answer");
  out.member("$ref", "#/components/schemas/WebServiceError");
  out.end_object();
  out.end_object();
  out.end_object();
  out.end_array();
  out.end_object();
}

}  // namespace

void collect_shapes(const Shape& shape, ShapesByName& shapes) {
  const auto [at, fresh] = shapes.emplace(shape.name, &shape);
  check(at->second == &shape, "two shapes have one name");
  if (!fresh) return;
  for (const Field& field : shape.fields) {
    if (field.shape != nullptr) collect_shapes(*field.shape, shapes);
  }
}

void write_shape_schema(JsonWriter& out, const Shape& shape) {
  out.begin_object(shape.name);
  out.member("type", "object");
  bool any_required = false;
  for (const Field& field : shape.fields) any_required = any_required || field.required;
  if (any_required) {
    out.begin_array("required");
    for (const Field& field : shape.fields) {
      if (field.required) out.value(field.name);
    }
    out.end_array();
  }
  out.begin_object("properties");
  for (const Field& field : shape.fields) write_member(out, field);
  out.end_object();
  out.end_object();
}

void write_envelope_schemas(JsonWriter& out) {
  write_envelope(out);
  write_error(out);
  write_error_envelope(out);
}

}  // namespace guichet::contract

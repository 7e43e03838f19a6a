#pragma once

#include <map>
#include <string_view>

#include "base/json_writer.hpp"
#include "contract/field.hpp"

namespace guichet::contract {

using ShapesByName = std::map<std::string_view, const Shape*>;

/// Adds `shape` and every shape below it. Two different shapes of one name are our mistake.
void collect_shapes(const Shape& shape, ShapesByName& shapes);
/// The shape as a member of `components.schemas`, references to the shapes below it.
void write_shape_schema(JsonWriter& out, const Shape& shape);
/// Envelope, ErrorEnvelope and WebServiceError (spec/envelope.md 5.1, 5.3).
void write_envelope_schemas(JsonWriter& out);

}  // namespace guichet::contract

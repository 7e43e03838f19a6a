#include "base/json_writer.hpp"
#include "rest/functions.hpp"

namespace guichet::rest {

Task<std::string> run_sdk_test(Call& call) {
  JsonWriter json;
  json.begin_object();
  json.member("value", call.input.text("value"));
  json.member("_type", "V4/Type/String");
  json.end_object();
  co_return json.take();
}

}  // namespace guichet::rest

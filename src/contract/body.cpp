#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "base/limits.hpp"
#include "contract/arena.hpp"
#include "contract/body.hpp"
#include "contract/decode.hpp"

namespace guichet::contract {
namespace {

/// Where in `body` the byte `offset` stands, as people count: from 1, in characters.
std::string position_text(std::string_view body, std::size_t offset) {
  const std::string_view before = body.substr(0, std::min(offset, body.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
  const std::string_view on_line = before.substr(start);
  const auto column = 1 + std::count_if(on_line.begin(), on_line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  return "line: " + std::to_string(line) + " column: " + std::to_string(column);
}

}  // namespace

boost::json::value parse_into(std::string_view body, boost::json::storage_ptr storage) {
  boost::json::parse_options options;
  options.max_depth = limits::json_depth_max;
  // The same storage serves the parser's own stack: it passes through there, too.
  boost::json::parser parser(storage, options);
  parser.reset(storage);
  boost::system::error_code problem;
  const std::size_t read = parser.write(body.data(), body.size(), problem);
  if (problem) {
    throw Refusal("INT_902", "can't decode JSON data : " + position_text(body, read), {},
                  "INT_902: " + problem.message());
  }
  return parser.release();
}

boost::json::value parse_body(std::string_view body) {
  // The arena is shared by all parts of the value: it is wiped when the last of them is gone.
  return parse_into(body, boost::json::make_shared_resource<WipingArena>());
}

Document decode_body(std::string_view body, const Shape& shape) {
  WipingArena arena;
  const boost::json::value value = parse_into(body, &arena);
  return decode(value, shape);
}

}  // namespace guichet::contract

#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.hpp"
#include "base/time.hpp"
#include "contract/error.hpp"
#include "http/message.hpp"
#include "pages/page.hpp"

namespace guichet::sandbox {

using pages::fill;
using pages::icon;
using pages::style_sheet;
using pages::View;

/// The entries of the navigation.
enum class Place { start, shop, inbox, log, none };

/// What a page needs besides the common parts.
struct PageExtras {
  std::string head_html;  // the outcome of `fill`
  std::string also_from;  // an origin whose scripts, styles and frames the page may use
};

/// A whole page around `main_html`, which is the outcome of `fill`.
http::Response page(Place place, std::string_view title, const std::string& main_html,
                    const PageExtras& extras = {});
/// A page that says what is wrong, in one sentence.
http::Response problem_page(int status, const std::string& sentence);

http::Response json_answer(std::string body, int status = 200);
/// `{"errorCode", "errorMessage", "detailedErrorMessage"}`: 400, or 500 for our own failures.
http::Response json_refusal(const contract::Refusal& refusal);
/// 303: the browser asks for `location` next, and a reload repeats nothing.
http::Response see_other(std::string location);
using pages::asset;

/// `{"<name>": [ … ]}`: one object for each row, whose members `write(out, row)` adds.
template <class Rows, class Write>
http::Response list_answer(std::string_view name, const Rows& rows, Write write) {
  JsonWriter out(4096);
  out.begin_object();
  out.begin_array(name);
  for (const auto& row : rows) {
    out.begin_object();
    write(out, row);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return json_answer(out.take());
}

/// "2026-11-22 15:27:26 UTC".
std::string shown_time(Instant at);
/// "12 ms", "1.3 s".
std::string shown_duration(std::int64_t ms);

extern const std::string_view live_script;

}  // namespace guichet::sandbox

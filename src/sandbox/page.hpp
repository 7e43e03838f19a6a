#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "contract/error.hpp"
#include "http/message.hpp"

namespace guichet::sandbox {

/// What a template shows. Values are texts or truths; `{{name}}` escapes them for HTML.
using View = kainjow::mustache::data;

/// Fills a template; every value escaped. Throws std::logic_error when the template is wrong.
std::string fill(std::string_view page_template, const View& view);

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
http::Response asset(std::string_view content_type, std::string_view text);

/// "2026-11-22 15:27:26 UTC".
std::string shown_time(Instant at);
/// "12 ms", "1.3 s".
std::string shown_duration(std::int64_t ms);

extern const std::string_view style_sheet;
extern const std::string_view live_script;
extern const std::string_view icon;

}  // namespace guichet::sandbox

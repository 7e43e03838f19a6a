#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>

#include "http/message.hpp"

/// What every page for people is made with, whatever face shows it.
namespace guichet::pages {

/// What a template shows. Values are texts or truths; `{{name}}` escapes them for HTML.
using View = kainjow::mustache::data;

/// Fills a template; every value escaped. Throws std::logic_error when the template is wrong.
std::string fill(std::string_view page_template, const View& view);

/// A page that may load from this origin only, run nothing inline, and be framed by nobody.
http::Response html_page(std::string html);
/// A file that goes with pages.
http::Response asset(std::string_view content_type, std::string_view text);

extern const std::string_view style_sheet;
extern const std::string_view icon;

}  // namespace guichet::pages

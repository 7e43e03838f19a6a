#pragma once

#include <string_view>

namespace guichet::hosted {

/// The page around the parts, what it holds while it can be paid, and what it says afterwards.
extern const std::string_view page_template;
extern const std::string_view unknown_template;
extern const std::string_view style_additions;

}  // namespace guichet::hosted

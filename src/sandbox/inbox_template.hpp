#pragma once

#include <string_view>

namespace guichet::sandbox {

/// What inbox_page fills.
extern const std::string_view inbox_template;

}  // namespace guichet::sandbox

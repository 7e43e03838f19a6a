#pragma once

#include <span>

#include "http/static_files.hpp"

namespace guichet::sandbox::shop_files {

/// Script and style sheet of the demo shop's page, under `/sandbox/`, sorted by path. Built from
/// web/demo-shop.
std::span<const http::StaticFile> files();

}  // namespace guichet::sandbox::shop_files

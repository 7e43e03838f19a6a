#pragma once

#include <span>

#include "http/static_files.hpp"

namespace guichet::form::client {

/// What a merchant's page loads (spec/embedded-form.md 1): the client, its field frame and its
/// themes, under `/static/js/krypton-client/V4.0/`, sorted by path. Built from web/form-client.
std::span<const http::StaticFile> files();

}  // namespace guichet::form::client

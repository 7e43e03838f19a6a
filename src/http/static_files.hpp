#pragma once

#include <span>
#include <string_view>

#include "http/message.hpp"

namespace guichet::http {

/// A file that is part of the program. The views live as long as it runs.
struct StaticFile {
  std::string_view path;          // as in a request: "/static/…"
  std::string_view content_type;
  std::string_view body;
  std::string_view gzip;          // the same body compressed; empty when that is no smaller
  std::string_view tag;           // strong entity tag without its quotes: a digest of the body
  std::string_view policy;        // Content-Security-Policy of a document, or empty
};

/// Null when no file has this path; `files` are sorted by path.
const StaticFile* find_file(std::span<const StaticFile> files, std::string_view path);

/// Answers GET and HEAD with the file, compressed for who accepts that, 304 for who has it
/// already (RFC 9110 13.1.2), 405 for other methods.
///
/// Any page may load, check and embed these files: they say so (CORS, CORP). Under its plain
/// address a file is fresh for ten minutes, since a new release replaces it; asked for with
/// `?v=<tag>` it never changes.
Response send_file(const Request& request, const StaticFile& file);

/// True when the list of an Accept-Encoding field lets gzip through (RFC 9110 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace guichet::http

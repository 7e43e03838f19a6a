#include "http/static_files.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace guichet::http {

namespace {

/// Calls `visit` with each trimmed element of a comma list until it returns true.
template <class Visit>
bool any_element(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (visit(trim(list.substr(0, comma)))) return true;
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

/// If-None-Match compares weakly: W/ in front of a tag does not matter (RFC 9110 13.1.2).
bool has_it(const Request& request, std::string_view tag) {
  return any_element(request.headers.get("If-None-Match"), [tag](std::string_view candidate) {
    if (candidate == "*") return true;
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate.size() < 2 || candidate.front() != '"' || candidate.back() != '"') return false;
    candidate = candidate.substr(1, candidate.size() - 2);
    return candidate == tag || candidate == std::string(tag) + "-gz";
  });
}

}  // namespace

const StaticFile* find_file(std::span<const StaticFile> files, std::string_view path) {
  const auto found = std::ranges::lower_bound(files, path, {}, &StaticFile::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool gzip = false;
  bool any = false;
  bool named = false;
  any_element(accept_encoding, [&](std::string_view element) {
    const auto semicolon = element.find(';');
    const auto coding = trim(element.substr(0, semicolon));
    std::string_view weight = "1";
    if (semicolon != std::string_view::npos) {
      weight = trim(element.substr(semicolon + 1));
      if (weight.starts_with("q=") || weight.starts_with("Q=")) weight.remove_prefix(2);
    }
    const bool wanted = weight.find_first_not_of("0.") != std::string_view::npos;
    if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) {
      named = true;
      gzip = wanted;
    } else if (coding == "*") {
      any = wanted;
    }
    return false;
  });
  return named ? gzip : any;
}

Response send_file(const Request& request, const StaticFile& file) {
  if (request.method != "GET" && request.method != "HEAD") {
    auto refused = text_response(405, "this address takes GET and HEAD\n");
    refused.headers.add("Allow", "GET, HEAD");
    return refused;
  }
  const bool packed =
      !file.gzip.empty() && accepts_gzip(request.headers.get("Accept-Encoding"));
  Response response;
  response.content_type = file.content_type;
  auto& headers = response.headers;
  headers.add("ETag", '"' + std::string(file.tag) + (packed ? "-gz\"" : "\""));
  const bool pinned = request.query == "v=" + std::string(file.tag);
  headers.add("Cache-Control", pinned ? "public, max-age=31536000, immutable"
                                      : "public, max-age=600, stale-while-revalidate=86400");
  headers.add("Vary", "Accept-Encoding");
  headers.add("Access-Control-Allow-Origin", "*");
  headers.add("Cross-Origin-Resource-Policy", "cross-origin");
  headers.add("X-Content-Type-Options", "nosniff");
  if (!file.policy.empty()) {
    headers.add("Content-Security-Policy", std::string(file.policy));
    headers.add("Referrer-Policy", "no-referrer");
    // A page isolated by Cross-Origin-Embedder-Policy may still embed the document.
    headers.add("Cross-Origin-Embedder-Policy", "require-corp");
  }
  if (has_it(request, file.tag)) {
    response.status = 304;
    return response;
  }
  if (packed) headers.add("Content-Encoding", "gzip");
  response.body = packed ? file.gzip : file.body;
  return response;
}

}  // namespace guichet::http

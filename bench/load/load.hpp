#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace guichet::bench {

/// What is sent, and what counts as an answer.
struct LoadPlan {
  std::uint16_t port = 0;            // on 127.0.0.1
  int connections = 64;
  double seconds = 5;                // no new request is sent afterwards
  std::string path = "/";
  std::vector<std::string> headers;  // "Name: value"
  std::string body;                  // each "@N@" becomes a number of its own
  std::string values_file;           // each "@V@" becomes a line of it, in turn; empty: none
  std::string expect;                // an answer without this text is a failure; empty: any
  std::string uuids_file;            // the first uuid of each answer, one a line; empty: none
  std::uint64_t first = 1;           // where numbering starts
};

struct LoadResult {
  std::uint64_t answers = 0;
  std::uint64_t failures = 0;        // unexpected answers and lost connections
  double seconds = 0;                // until the last answer
  std::vector<std::uint32_t> latencies_us;
  std::string first_failure;         // for people
};

/// Every connection sends, waits for its answer, sends again. Throws std::system_error when
/// nothing listens on the port.
LoadResult run_load(const LoadPlan& plan);

}  // namespace guichet::bench

#pragma once

#include <memory>

#include "acquiring/acquirer.hpp"
#include "acquiring/sandbox/faults.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"

namespace guichet::acquiring {

/// Serves an acquirer over the protocol of docs/internals/acquirer-protocol.md.
///
/// A caller outside this machine must come over TLS (403 otherwise) and, when `token` is not
/// empty, bring it as a bearer token (401 otherwise). `faults`, when not null, can be programmed
/// at /v1/faults and must outlive the handler.
http::Handler make_acquirer_handler(std::shared_ptr<Acquirer> acquirer, Faults* faults = nullptr,
                                    Secret token = {});

}  // namespace guichet::acquiring

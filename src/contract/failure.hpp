#pragma once

#include <exception>

#include "contract/error.hpp"

namespace guichet::contract {

/// The one place that turns whatever ended a request into a catalogue code: a Refusal as it is,
/// anything else as PSP_999 with its own text for the log only.
Refusal as_refusal(std::exception_ptr failure);

}  // namespace guichet::contract

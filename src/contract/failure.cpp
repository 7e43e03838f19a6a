#include "contract/failure.hpp"

#include "base/log.hpp"

namespace guichet::contract {

Refusal as_refusal(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Refusal& refusal) {
    return refusal;
  } catch (const std::exception& error) {
    log::error("request.failed", {{"reason", error.what()}});
    return Refusal("PSP_999", {}, {}, error.what());
  }
}

}  // namespace guichet::contract

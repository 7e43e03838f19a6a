#pragma once

#include "contract/field.hpp"

namespace guichet::form {

extern const contract::Shape open_request;
extern const contract::Shape pay_request;

}  // namespace guichet::form

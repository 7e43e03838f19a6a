#pragma once

#include "contract/field.hpp"

namespace guichet::form {

extern const contract::Shape open_request;
extern const contract::Shape pay_request;
extern const contract::Shape outcome_request;
extern const contract::Shape brands_request;
extern const contract::Shape cards_request;

}  // namespace guichet::form

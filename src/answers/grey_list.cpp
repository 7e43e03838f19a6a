#include "answers/grey_list.hpp"

#include "base/json_writer.hpp"

namespace guichet::answers {

std::string write_grey_list(const risk::Listed& listed) {
  JsonWriter json(512);
  json.begin_object();
  json.member("greyListType", risk::name_of(listed.type));
  json.member("value", listed.shown);
  json.member_or_null("reason", listed.reason);
  json.member("creationDate", format_date_time(listed.at));
  json.member("_type", "V4/GreyList");
  json.end_object();
  return json.take();
}

}  // namespace guichet::answers

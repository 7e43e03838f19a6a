#include "explain/error_pages.hpp"

namespace guichet::explain {

namespace {

void collect(const contract::Shape& shape, const std::string& path, std::string_view service,
             std::string_view code, std::vector<Origin>& found) {
  for (const auto& field : shape.fields) {
    const std::string member = path + std::string(field.name);
    const auto note = [&](bool missing) {
      found.push_back({std::string(service), member, std::string(field.meaning), missing});
    };
    if (field.code == code || field.unbuilt == code) note(false);
    if (field.required && field.missing_code == code && field.code != code) note(true);
    if (field.shape != nullptr) {
      const bool list = field.kind == contract::Kind::list;
      collect(*field.shape, member + (list ? "[]." : "."), service, code, found);
    }
  }
}

}  // namespace

std::vector<Origin> origins_of(const contract::Services& services, std::string_view code) {
  std::vector<Origin> found;
  for (const auto* service : services) {
    const std::size_t before = found.size();
    collect(*service->input, {}, service->path, code, found);
    if (found.size() > before) continue;
    for (const auto own : service->errors) {
      if (own == code) found.push_back({std::string(service->path), {}, {}, false});
    }
  }
  return found;
}

}  // namespace guichet::explain

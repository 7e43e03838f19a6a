#include "contract/check_shapes.hpp"

#include <set>

#include "contract/error.hpp"

namespace guichet::contract {
namespace {

class Inspector {
 public:
  void shape(const Shape& shape, const std::string& path) {
    if (shape.name.empty()) add(path, "the shape has no name");
    std::set<std::string_view> names;
    for (const Field& field : shape.fields) {
      const std::string here = path + "." + std::string(field.name);
      if (!names.insert(field.name).second) add(here, "the name is used twice");
      if (!field.alias.empty() && !names.insert(field.alias).second) {
        add(here, "the alias is used twice");
      }
      inspect(field, here);
    }
  }

  void code(std::string_view code, const std::string& path) {
    if (find_error(code) == nullptr) add(path, "unknown code " + std::string(code));
  }

  void add(const std::string& path, const std::string& what) {
    faults.push_back(path + ": " + what);
  }

  std::vector<std::string> faults;

 private:
  void inspect(const Field& field, const std::string& here) {
    if (field.name.empty()) add(here, "no name");
    if (field.meaning.empty()) add(here, "no meaning");
    if (field.meaning.find('\n') != std::string_view::npos) add(here, "meaning of many lines");
    if (field.min > field.max) add(here, "min is larger than max");
    code(field.code, here);
    if (field.required) code(field.missing_code, here);
    if (!field.unbuilt.empty()) code(field.unbuilt, here);
    const bool chooses = field.kind == Kind::choice ||
                         (field.kind == Kind::list && field.element == Kind::choice);
    if (chooses == field.literals.empty()) add(here, "literals go with the kind choice");
    if (field.kind == Kind::object && field.shape == nullptr) add(here, "an object has a shape");
    if (field.shape != nullptr) {
      if (field.kind != Kind::object && field.kind != Kind::list) {
        add(here, "a shape goes with an object or a list");
      }
      shape(*field.shape, here);
    }
  }
};

}  // namespace

std::vector<std::string> faults_of(const Shape& shape) {
  Inspector inspector;
  inspector.shape(shape, std::string(shape.name));
  return std::move(inspector.faults);
}

std::vector<std::string> faults_of(const Service& service) {
  Inspector inspector;
  const std::string path(service.path);
  if (path.empty()) inspector.add("service", "no path");
  if (service.meaning.empty()) inspector.add(path, "no meaning");
  if (service.answers.empty()) inspector.add(path, "no answer");
  for (const std::string_view code : service.errors) inspector.code(code, path);
  if (service.input == nullptr) {
    inspector.add(path, "no input shape");
  } else {
    inspector.shape(*service.input, path);
  }
  return std::move(inspector.faults);
}

}  // namespace guichet::contract

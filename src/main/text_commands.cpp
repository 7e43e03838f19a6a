#include <cstdio>
#include <filesystem>
#include <fstream>

#include "acquiring/sandbox/test_cards.hpp"
#include "contract/service.hpp"
#include "main/commands.hpp"
#include "payments/operation_table.hpp"
#include "rest/api.hpp"

namespace guichet::app {

namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream stream(path);
  stream << text;
  if (!stream.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string file_name(std::string_view service_path) {
  std::string name(service_path);
  for (char& c : name) {
    if (c == '/') c = '-';
  }
  return name + ".md";
}

}  // namespace

int explain(std::string code) {
  for (char& c : code) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  const auto* found = contract::find_error(code);
  if (!found) {
    std::fprintf(stderr, "guichet: %s is not in the catalogue\n", code.c_str());
    return 1;
  }
  std::printf("%s  %s\n%s\n", std::string(found->code).c_str(),
              std::string(found->message).c_str(), std::string(found->meaning).c_str());
  return 0;
}

int config_check(const Config& config) {
  const auto problems = check_config(config);
  for (const auto& problem : problems) std::fprintf(stderr, "guichet: %s\n", problem.c_str());
  if (problems.empty()) std::printf("the configuration can be served\n");
  return problems.empty() ? 0 : 1;
}

int test_cards() {
  std::fputs(acquiring::describe_test_cards().c_str(), stdout);
  return 0;
}

int write_reference(const std::string& folder) {
  const std::filesystem::path root(folder);
  std::string index = "# Web services\n\n| service | what it does |\n|---|---|\n";
  for (const auto* service : rest::services()) {
    const std::string name = file_name(service->path);
    write_file(root / name, contract::write_reference_page(*service));
    index += "| [" + std::string(service->path) + "](" + name + ") | " +
             std::string(service->meaning) + " |\n";
  }
  write_file(root / "services.md", index);
  write_file(root / "errors.md", contract::write_error_page());
  write_file(root / "statuses.md", payments::write_status_page());
  write_file(root / "test-cards.md", "# Test cards\n\n" + acquiring::describe_test_cards());
  return 0;
}

}  // namespace guichet::app

#include <charconv>
#include <cstdio>
#include <string>

#include "main/commands.hpp"
#include "main/offline.hpp"
#include "payments/remittance_store.hpp"

namespace guichet::app {

namespace {

constexpr int files_shown_max = 1000;

int complain(const std::string& text) {
  std::fprintf(stderr, "guichet: %s\n", text.c_str());
  return 1;
}

/// Of one contract, or of all when `mid` is empty.
Task<int> list_files(OfflineStore& store, merchants::BookPtr book, std::string mid) {
  const auto files = co_await payments::load_remittances(*store.db, book->id, files_shown_max);
  std::printf("%-6s  %-12s  %-25s  %-3s  %8s  %14s  %8s  %14s  %s\n", "number", "contract", "date",
              "cur", "debits", "amount", "credits", "amount", "state");
  for (auto file : files) {
    if (!mid.empty() && file.mid != mid) continue;
    if (!file.closed_at) file = co_await payments::sum_remittance(*store.db, file);
    std::printf("%-6s  %-12s  %-25s  %-3s  %8lld  %14lld  %8lld  %14lld  %s\n",
                file.number_text().c_str(), file.mid.c_str(), format_date_time(file.at).c_str(),
                file.currency.c_str(), static_cast<long long>(file.debits),
                static_cast<long long>(file.debit_minor), static_cast<long long>(file.credits),
                static_cast<long long>(file.credit_minor), file.closed_at ? "closed" : "open");
  }
  co_return 0;
}

}  // namespace

int remittances(const Config& config, const RemittanceQuery& query) {
  return with_store(config, true, [&query](OfflineStore& store) -> Task<int> {
    const auto mode = query.production ? merchants::Mode::production : merchants::Mode::test;
    const auto book = store.directory->find(query.shop_id, mode);
    if (!book) co_return complain("there is no shop " + query.shop_id);
    if (query.number.empty()) {
      const int listed = co_await list_files(store, book, query.mid);
      co_return listed;
    }
    std::int64_t number = 0;
    const char* end = query.number.data() + query.number.size();
    const bool whole = std::from_chars(query.number.data(), end, number).ptr == end;
    if (!whole) co_return complain(query.number + " is not the number of a file");
    const auto text = co_await payments::write_remittance(*store.db, book, query.mid, number);
    if (!text) co_return complain("there is no file " + query.number + " of " + query.mid);
    std::fputs(text->c_str(), stdout);
    co_return 0;
  });
}

}  // namespace guichet::app

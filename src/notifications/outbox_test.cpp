#include "notifications/outbox.hpp"

#include "base/metrics.hpp"
#include "notifications/testing/fixture.hpp"
#include "vault/testing/vault_world.hpp"

// The outbox as wiring sees it: shops from the directory, retries from the agenda.

namespace guichet::notifications {
namespace {

sql::Migrations every_table() {
  sql::Migrations all = vault::schema();
  for (const auto& room : {merchants::schema(), jobs::schema(), schema()}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  return all;
}

struct OutboxTest : ::testing::Test {
  guichet::testing::VaultWorld world{every_table()};
  std::unique_ptr<vault::Keys> keys = world.open_keys();
  merchants::Directory directory{*world.db, *keys, world.random, world.clock};
  testing::FakeMerchant merchant{world.clock};
  Outbox outbox{*world.db, merchant, directory, world.clock, world.random, {}};
  BookPtr book;

  void SetUp() override {
    const auto applied = world.run(directory.apply(merchants::demo_shop_toml));
    ASSERT_TRUE(applied);
    book = directory.find("69876357", merchants::Mode::test);
    ASSERT_TRUE(book);
    outbox.set_text_source([](BookPtr, std::string, std::string, Rule) -> Task<std::string> {
      co_return R"({"_type":"V4/Payment"})";
    });
  }
  std::string enqueue(std::string payment) {
    sql::Batch batch;
    const Event event{payment, "t", Rule::end_of_payment, "http://shop.example:8080/ipn"};
    const auto id = outbox.enqueue(batch, *book, event);
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
    return id;
  }
};

TEST_F(OutboxTest, DeliversThroughTheAgendaAndTellsWhatIsPending) {
  EXPECT_EQ(world.run(outbox.pending()).rows, 0);
  const auto id = enqueue("p");
  world.clock.advance_ms(60'000);
  const auto pending = world.run(outbox.pending());
  EXPECT_EQ(pending.rows, 1);
  EXPECT_DOUBLE_EQ(pending.oldest_seconds, 60);

  jobs::Agenda agenda(*world.db, world.clock, "a");
  agenda.add_kind(outbox.job());
  EXPECT_EQ(world.run(agenda.run_once()), 1);
  EXPECT_EQ(world.run(outbox.pending()).rows, 0);
  const auto entries = world.run(outbox.log(book->id, 10));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].outbox_id, id);
  EXPECT_EQ(entries[0].url, "http://shop.example:8080/ipn");
  EXPECT_EQ(entries[0].kr_hash, sign(entries[0].kr_answer, book->keys.password).kr_hash);
  EXPECT_EQ(merchant.calls.at(0).request.headers.get("User-Agent"), "Guichet/" GUICHET_VERSION);
}

TEST_F(OutboxTest, SendsAtOnceAndAgainByHand) {
  const auto id = enqueue("p");
  world.run(outbox.deliver_now(book, id, Scheduler::Duration(30'000)));
  EXPECT_TRUE(world.run(outbox.resend(book, id, {})));
  EXPECT_EQ(world.run(outbox.log(book->id, 10)).size(), 2u);
  EXPECT_EQ(world.run(outbox.log(book->id, 1)).size(), 1u);
  world.run(outbox.deliver_now(book, "", Scheduler::Duration(1000)));
  EXPECT_EQ(merchant.calls.size(), 2u) << "an empty id means nobody is to be called";
}

TEST_F(OutboxTest, CountsItsCalls) {
  auto& delivered = metrics::counter("guichet_notification_calls", "Calls to merchants by result",
                                     metrics::label("result", "delivered"));
  const auto before = delivered.value();
  const auto id = enqueue("p");
  world.run(outbox.deliver_now(book, id, Scheduler::Duration(1000)));
  EXPECT_EQ(delivered.value(), before + 1);
  EXPECT_NE(metrics::expose().find("guichet_notification_breakers_open 0"), std::string::npos);
}

}  // namespace
}  // namespace guichet::notifications

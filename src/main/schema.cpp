#include "main/schema.hpp"

#include "checkout/session_store.hpp"
#include "idempotency/claims.hpp"
#include "jobs/agenda.hpp"
#include "merchants/directory.hpp"
#include "notifications/outbox.hpp"
#include "payments/store.hpp"
#include "risk/grey_list.hpp"
#include "vault/keys.hpp"

namespace guichet::app {

sql::Migrations all_migrations() {
  sql::Migrations all;
  for (const auto& room : {vault::schema(), merchants::schema(), jobs::schema(),
                           notifications::schema(), payments::schema(), checkout::schema(),
                           idempotency::schema(), risk::schema()}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  return all;
}

}  // namespace guichet::app

#include "base/crypto.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "base/encoding.hpp"

namespace guichet {
namespace {

std::string unhex(std::string_view text) {
  const auto bytes = from_hex(text);
  return std::string(bytes->begin(), bytes->end());
}

std::string hex_of(std::string_view bytes) { return to_hex(as_bytes(bytes)); }

/// Gives the bytes it was told to give: published vectors fix the nonce.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::string bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> out) override {
    ASSERT_EQ(out.size(), bytes_.size());
    std::copy(bytes_.begin(), bytes_.end(), out.begin());
  }

 private:
  std::string bytes_;
};

Aead aead_of(std::string_view hex_key) { return Aead(Secret(unhex(hex_key))); }

const std::string key_a(64, 'a');
const std::string key_b(64, 'b');

TEST(Sha256, MatchesFips180) {
  EXPECT_EQ(to_hex(sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hmac, MatchesRfc4231) {
  const struct {
    std::string key, message, expected;
  } cases[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. "
       "The key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const auto& c : cases) EXPECT_EQ(hmac_sha256_hex(c.key, c.message), c.expected);
}

TEST(Hmac, EmptyKeyIsAKeyAndNotTheOneBefore) {
  hmac_sha256_hex("Jefe", "x");
  EXPECT_EQ(hmac_sha256_hex("", ""),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// spec/ipn-and-signatures.md 3, worked example: what every merchant computes.
TEST(Hmac, MatchesTheWorkedExampleOfTheContract) {
  const std::string text =
      R"({"shopId":"11112222","orderCycle":"CLOSED","orderStatus":"PAID","orderDetails":)"
      R"({"orderId":"A/7 é","orderTotalAmount":990,"_type":"V4/OrderDetails"},)"
      R"("_type":"V4/Payment"})";
  ASSERT_EQ(text.size(), 170u);
  EXPECT_EQ(hmac_sha256_hex("testpassword_ExampleKeyForTheSpec1", text),
            "087c1d7639b112d64113ab0d4748a222b76e3ca67a5a5a856699ccddce74a329");
  EXPECT_EQ(hmac_sha256_hex("0f1e2d3c4b5a69788796a5b4c3d2e1f0", text),
            "9e30c3f80fc117097563e2cf8618a9b287519d7f7aa564e3f7fdfa4cd88c8637");
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16.
TEST(Aead, MatchesPublishedVectors) {
  const struct {
    std::string key, nonce, plain, associated, sealed;
  } cases[] = {
      {std::string(64, '0'), std::string(24, '0'), "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      {std::string(64, '0'), std::string(24, '0'), std::string(32, '0'), "",
       "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
      {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
       "cafebabefacedbaddecaf888",
       "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
       "49a6b525b16aedf5aa0de657ba637b39",
       "feedfacedeadbeeffeedfacedeadbeefabaddad2",
       "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
       "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
  };
  for (const auto& c : cases) {
    const auto aead = aead_of(c.key);
    FixedRandom random(unhex(c.nonce));
    const auto sealed = aead.seal(random, unhex(c.plain), unhex(c.associated));
    EXPECT_EQ(hex_of(sealed), c.nonce + c.sealed);
    const auto opened = aead.open(sealed, unhex(c.associated));
    ASSERT_TRUE(opened);
    EXPECT_EQ(hex_of(opened->expose()), c.plain);
  }
}

TEST(Aead, AnyChangedBitIsRefusedAndTheContextStaysUsable) {
  SeededRandom random(1);
  const auto aead = aead_of(key_a);
  const auto sealed = aead.seal(random, "a card number", "book 7");
  ASSERT_EQ(sealed.size(), 13 + Aead::overhead_bytes);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto bent = sealed;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(aead.open(bent, "book 7")) << "bit " << bit;
  }
  EXPECT_FALSE(aead.open(sealed, "book 8"));
  EXPECT_FALSE(aead.open(sealed, ""));
  EXPECT_FALSE(aead_of(key_b).open(sealed, "book 7"));
  ASSERT_TRUE(aead.open(sealed, "book 7"));
  EXPECT_TRUE(aead.open(sealed, "book 7")->equals("a card number"));
}

TEST(Aead, EveryCutIsRefused) {
  SeededRandom random(2);
  const auto aead = aead_of(key_a);
  const auto sealed = aead.seal(random, "1234", "");
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    EXPECT_FALSE(aead.open(std::string_view(sealed).substr(0, length), "")) << length;
  }
  EXPECT_FALSE(aead.open(sealed + "x", ""));
}

TEST(Aead, SealingTwiceNeverGivesTheSameText) {
  SystemRandom random;
  const auto aead = aead_of(key_a);
  EXPECT_NE(aead.seal(random, "same", ""), aead.seal(random, "same", ""));
}

// More keys than a thread keeps contexts for, used in turns, copied and replaced.
TEST(Aead, ContextsOfDifferentKeysDoNotMix) {
  SeededRandom random(3);
  std::vector<Aead> aeads;
  std::vector<std::string> sealed;
  for (int i = 0; i < 20; ++i) {
    aeads.emplace_back(Secret(std::string(32, static_cast<char>(i))));
    sealed.push_back(aeads[i].seal(random, std::to_string(i), ""));
  }
  for (int i = 0; i < 20; ++i) {
    for (int j = 0; j < 20; ++j) {
      const auto opened = aeads[j].open(sealed[i], "");
      ASSERT_EQ(opened.has_value(), i == j) << i << " by " << j;
    }
  }
  Aead replaced = aeads[0];
  EXPECT_TRUE(replaced.open(sealed[0], ""));
  replaced = aeads[1];
  EXPECT_FALSE(replaced.open(sealed[0], ""));
  EXPECT_TRUE(replaced.open(sealed[1], ""));
}

TEST(Aead, IsUsedByManyThreads) {
  const auto aead = aead_of(key_a);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      SystemRandom random;
      for (int i = 0; i < 200; ++i) {
        const auto text = std::to_string(t * 1000 + i);
        const auto opened = aead.open(aead.seal(random, text, "x"), "x");
        if (opened && opened->equals(text)) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 800);
}

TEST(AeadDeathTest, AShortKeyIsOurOwnMistake) {
  EXPECT_DEATH(Aead(Secret("short")), "32 bytes");
}

}  // namespace
}  // namespace guichet

/* page_test.cc: the page of machines that no real one is like: hostile names, broken promises,
   layouts of every shape. It is parsed by Python's XML and HTML parsers, which know nothing of us. */
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tools/secmem/attack/report.h"

namespace {

bool Has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

attack_table Table() {
  attack_table table = {};
  table.storages = ATTACK_OURS;
  table.scene.secret = "a random secret";
  table.scene.length = 32;
  table.scene.page_size = 4096;
  for (int storage = 0; storage < ATTACK_OURS; storage++)
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
      attack_cell *cell = &table.cells[storage][channel];
      cell->storage = static_cast<attack_storage>(storage);
      cell->channel = static_cast<attack_channel>(channel);
      cell->result = storage == ATTACK_MALLOC ? ATTACK_LEAKED : ATTACK_CLOSED;
      cell->promised = storage != ATTACK_MALLOC;
    }
  return table;
}

std::string Page(const attack_table &table) {
  std::string page;
  FILE *file = std::tmpfile();
  EXPECT_NE(file, nullptr);
  attack_page_print(&table, file);
  std::rewind(file);
  for (int byte; (byte = std::getc(file)) != EOF;) page.push_back(static_cast<char>(byte));
  std::fclose(file);
  return page;
}

bool HasPython() { return std::system("python3 -c 'import html.parser' 2>/dev/null") == 0; }

/* XML: well-formed, UTF-8. HTML: nothing that loads or runs, every id once, every reference meets
   one; no heading is skipped. */
const char kCheck[] = R"(
import html.parser, sys, xml.etree.ElementTree
text = open(sys.argv[1], 'rb').read().decode('utf-8')
xml.etree.ElementTree.fromstring(text)
ids, wanted, level, tags = [], [], 0, {}
class Parser(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        global level
        tags[tag] = tags.get(tag, 0) + 1
        for name, value in attributes:
            assert not name.startswith('on') and name not in ('src', 'href', 'style'), (tag, name)
            if name == 'id': ids.append(value)
            if name == 'aria-labelledby': wanted.extend(value.split())
        if tag in ('h1', 'h2', 'h3'):
            assert int(tag[1]) <= level + 1, tag
            level = int(tag[1])
parser = Parser(); parser.feed(text); parser.close()
assert len(ids) == len(set(ids)) and set(wanted) <= set(ids), (ids, wanted)
for tag in ('script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form'):
    assert tag not in tags, tag
assert '@import' not in text and 'http:' not in text and 'https:' not in text
assert tags['h1'] == 1 and tags['table'] == 1 and tags['caption'] == 1, tags
print('fine')
)";

std::string Checked(const std::string &page) {
  char path[] = "/tmp/secmem-page-XXXXXX";
  int file = mkstemp(path);
  EXPECT_EQ(write(file, page.data(), page.size()), static_cast<ssize_t>(page.size()));
  close(file);
  FILE *python =
      popen((std::string("python3 - ") + path + " 2>&1 <<'END'\n" + kCheck + "\nEND").c_str(), "r");
  std::string said;
  for (int byte; (byte = std::getc(python)) != EOF;) said.push_back(static_cast<char>(byte));
  pclose(python);
  unlink(path);
  return said;
}

void ExpectSound(const attack_table &table) {
  if (!HasPython()) GTEST_SKIP() << "no python3 to parse the page with";
  EXPECT_EQ(Checked(Page(table)), "fine\n");
}

TEST(Page, Sound) { ExpectSound(Table()); }

/* --- What the machine says ------------------------------------------------------------------- */

const char kHostile[] =
    "|/x \"'><script>alert(1)</script>&lt;&#0;\x01\x1b[31m\x80\xff\xc0\xaf"
    "\xed\xa0\x80\xef\xbf\xbf\xc2\x9b%p]]><!--";

attack_table Hostile() {
  attack_table table = Table();
  std::snprintf(table.scene.core_pattern, sizeof table.scene.core_pattern, "%s", kHostile);
  std::snprintf(table.scene.user, sizeof table.scene.user, "%s", kHostile);
  std::snprintf(table.scene.kernel, sizeof table.scene.kernel, "%s", kHostile);
  for (auto &row : table.cells)
    for (attack_cell &cell : row) {
      cell.result = ATTACK_UNTESTED;
      std::snprintf(cell.detail, sizeof cell.detail, "%s", kHostile);
    }
  return table;
}

TEST(Page, HostileMachine) {
  ExpectSound(Hostile());
  std::string page = Page(Hostile());
  EXPECT_FALSE(Has(page, "<script"));
  EXPECT_TRUE(Has(page, "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;&amp;#0;"));
  for (char byte : page) EXPECT_TRUE(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20);
}

/* --- What was found -------------------------------------------------------------------------- */

TEST(Page, EveryStorageAndChannel) {
  std::string page = Page(Table());
  for (int storage = 0; storage < ATTACK_OURS; storage++)
    EXPECT_TRUE(Has(page, attack_storage_name(static_cast<attack_storage>(storage))));
  EXPECT_TRUE(Has(page, "/proc/&lt;pid&gt;/mem"));
  EXPECT_TRUE(Has(page, "Every promise was kept."));
}

TEST(Page, BrokenPromiseIsSeen) {
  attack_table table = Table();
  table.cells[ATTACK_SEALED][ATTACK_PTRACE].result = ATTACK_LEAKED;
  std::string page = Page(table);
  EXPECT_TRUE(Has(page, "<td class=\"broken\">LEAKED<small>promised</small></td>"));
  EXPECT_TRUE(Has(page, "A promise was broken"));
  ExpectSound(table);
}

/* A peer that is not installed is missing, and never closed; one that leaks breaks no promise. */
TEST(Page, Peers) {
  attack_table table = Table();
  EXPECT_FALSE(Has(Page(table), "libsodium"));
  table.storages = ATTACK_STORAGES;
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++)
    for (int storage = ATTACK_OURS; storage < ATTACK_STORAGES; storage++) {
      attack_cell *cell = &table.cells[storage][channel];
      cell->storage = static_cast<attack_storage>(storage);
      cell->channel = static_cast<attack_channel>(channel);
      cell->result = storage == ATTACK_OPENSSL ? ATTACK_MISSING : ATTACK_LEAKED;
    }
  std::string page = Page(table);
  EXPECT_TRUE(Has(page, "<th scope=\"col\">libsodium<small>a peer</small></th>"));
  EXPECT_TRUE(Has(page, "<td class=\"open\">leaked</td><td class=\"untested\">missing</td>"));
  EXPECT_TRUE(Has(page, "Every promise was kept."));
  ExpectSound(table);
}

/* --- Drawings -------------------------------------------------------------------------------- */

attack_layout Buffer() {
  attack_layout layout = {};
  layout.page = 4096;
  layout.runs = 3;
  layout.run[0] = {4096, ATTACK_PAGE_GUARD};
  layout.run[1] = {4096, ATTACK_PAGE_READ | ATTACK_PAGE_TOUCHED | ATTACK_PAGE_LOCKED |
                             ATTACK_PAGE_NO_DUMP | ATTACK_PAGE_FORK_ZERO};
  layout.run[2] = {4096, ATTACK_PAGE_GUARD};
  layout.place = 8192 - 13;
  layout.length = 13;
  layout.before = 4096 - 13;
  return layout;
}

TEST(Page, DrawsABuffer) {
  attack_table table = Table();
  table.layouts[ATTACK_BUFFER] = Buffer();
  std::string page = Page(table);
  for (const char *part :
       {"+0x0<", "+0x1000<", "+0x1ff3<", "+0x2000<", "canary, 4083 bytes", "the secret, 13 bytes",
        "read-only, locked", "not in core dumps, zeros in a child", "guard, 4 KiB"})
    EXPECT_TRUE(Has(page, part)) << part;
  ExpectSound(table);
}

TEST(Page, DrawsAKeyWithoutASecret) {
  attack_table table = Table();
  attack_layout layout = Buffer();
  layout.place = layout.length = layout.before = 0;
  table.layouts[ATTACK_ENCLAVE] = layout;
  std::string page = Page(table);
  EXPECT_TRUE(Has(page, "the ciphertext"));
  EXPECT_TRUE(Has(page, "the key's page, 4 KiB"));
  EXPECT_FALSE(Has(page, "the secret, "));
  ExpectSound(table);
}

TEST(Page, DrawsEveryLayoutOrSaysSo) {
  attack_table table = Table();
  unsigned state = 1;
  for (int tries = 0; tries < 50; tries++) {
    for (attack_layout &layout : table.layouts) {
      layout = {};
      layout.page = 4096;
      layout.runs = (state = state * 1103515245 + 12345) >> 16 & 15;
      for (uint32_t i = 0; i < layout.runs; i++)
        layout.run[i] = {4096u * (1 + i % 3), (state = state * 1103515245 + 12345) >> 16 & 255};
      layout.length = layout.runs != 0 ? state >> 8 & 8191 : 0;
      layout.place = layout.runs != 0 ? state >> 20 & 4095 : 0;
    }
    std::string page = Page(table);
    EXPECT_EQ(Has(page, "<svg"), true);
    EXPECT_FALSE(Has(page, "height=\"-") || Has(page, "height=\"0\""));
    if (tries == 0) ExpectSound(table);
  }
}

}  // namespace

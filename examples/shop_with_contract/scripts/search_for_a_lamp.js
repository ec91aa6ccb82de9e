pm.test("finds the lamp", function () {
    pm.response.to.have.status(200);
    const hits = pm.response.json().items;
    pm.expect(hits.map((hit) => hit.title)).to.include("Desk lamp");
    hits.forEach((hit) => pm.expect(hit.title + hit.text).to.match(/lamp/i));
});
